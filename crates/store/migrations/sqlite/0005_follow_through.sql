-- Why: from here on the journal may hold commitments, evidence, initiatives, processes and exchanges, and documents say
-- what was read of their files (record schema 2). A program that knows schema 4 cannot read these records and must say
-- so when it opens the folder, not when it meets the first of them. The tables of the views stay as they are: what
-- became of a commitment is derived from the records when it is asked for.
-- Cost: none; one row is written as it is.
UPDATE view_cursor SET seq = seq WHERE only = 1;
