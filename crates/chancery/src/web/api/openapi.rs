//! The description of the API in OpenAPI 3.1, made from the table of endpoints and the shapes of the answers.

use axum::Json;
use axum::response::IntoResponse;
use utoipa::ToSchema;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItem, PathsBuilder};
use utoipa::openapi::schema::{ArrayBuilder, ComponentsBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required, ResponseBuilder, ServerBuilder,
};

use super::call::{Call, ListView};
use super::endpoint::{Answering, Endpoint, Param, all, full_path};
use super::problem::ProblemView;
use super::shape::Shape;
use super::text::PointerView;
use super::{
    changes, clause, commitment, document, exchange, follow_through, history, initiative, mechanism, meeting, organisation, process,
    search, suggest, topic, worklist,
};

fn schema_of(shape: Shape) -> Schema {
    let text = |pattern: &str| ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern));
    Schema::Object(
        match shape {
            Shape::Slug => text(Shape::SLUG_PATTERN).max_length(Some(Shape::SLUG_MAX)),
            Shape::Meeting => text(Shape::MEETING_PATTERN).max_length(Some(Shape::SLUG_MAX)),
            Shape::Party => text(Shape::PARTY_PATTERN),
            Shape::Lang => text(Shape::LANG_PATTERN),
            Shape::Date => text(Shape::DATE_PATTERN),
            Shape::Place => text(Shape::PLACE_PATTERN),
            Shape::Text => ObjectBuilder::new().schema_type(Type::String),
            Shape::Choice(words) => ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words.iter().copied())),
            Shape::Whole(least, most) => ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(least)).maximum(Some(most)),
        }
        .build(),
    )
}

fn parameter(param: &Param, place: ParameterIn) -> Parameter {
    let one = schema_of(param.shape);
    let schema: RefOr<Schema> =
        if param.is_repeated { RefOr::T(Schema::Array(ArrayBuilder::new().items(RefOr::T(one)).build())) } else { RefOr::T(one) };
    ParameterBuilder::new()
        .name(param.name)
        .parameter_in(place)
        .required(if param.is_required { Required::True } else { Required::False })
        .description(Some(param.help))
        .schema(Some(schema))
        .build()
}

fn operation(endpoint: &Endpoint) -> PathItem {
    let answer = match endpoint.schema {
        "" => ContentBuilder::new().schema(Some(ObjectBuilder::new().schema_type(Type::Object))),
        name => ContentBuilder::new().schema(Some(RefOr::<Schema>::Ref(Ref::from_schema_name(name)))),
    };
    let problem = |description: &str| {
        let content = ContentBuilder::new().schema(Some(RefOr::<Schema>::Ref(Ref::from_schema_name("Problem"))));
        ResponseBuilder::new().description(description).content("application/problem+json", content.build()).build()
    };
    let mut operation = OperationBuilder::new()
        .operation_id(Some(endpoint.operation))
        .summary(Some(endpoint.summary))
        .response("200", ResponseBuilder::new().description("The answer").content("application/json", answer.build()))
        .response("304", ResponseBuilder::new().description("Nothing changed since the validator that was sent was given"))
        .response("400", problem("A parameter is unknown, missing, or not of its form; it is named"))
        .response("405", problem("Only GET, HEAD and OPTIONS are taken"))
        .response("413", problem("The request has a body larger than is taken"))
        .response("414", problem("The address is longer than is taken"))
        .response("500", problem("Our fault; the request id finds the cause in the log"))
        .response("503", problem("The register is busy; try again later"));
    if endpoint.is_record {
        operation = operation
            .response("308", problem("The record moved; Location says where"))
            .response("404", problem("The register has no such record"))
            .response("410", problem("The record was withdrawn; the problem says when and why"));
    }
    for param in endpoint.path_params {
        operation = operation.parameter(parameter(param, ParameterIn::Path));
    }
    for param in endpoint.query_params {
        operation = operation.parameter(parameter(param, ParameterIn::Query));
    }
    PathItem::new(HttpMethod::Get, operation)
}

/// Collects a shape under its own name, with all shapes that it is made of.
fn with<T: ToSchema>(components: ComponentsBuilder, name: &str) -> ComponentsBuilder {
    let mut inner = Vec::new();
    T::schemas(&mut inner);
    components.schemas_from_iter(inner).schema(name, T::schema())
}

/// Makes the description; `server` is the public address of the API.
pub(super) fn describe(server: &str) -> OpenApi {
    let mut components = ComponentsBuilder::new();
    components = with::<ProblemView>(components, "Problem");
    components = with::<ListView<topic::TopicView>>(components, "TopicList");
    components = with::<topic::TopicView>(components, "Topic");
    components = with::<ListView<mechanism::MechanismView>>(components, "MechanismList");
    components = with::<mechanism::MechanismView>(components, "Mechanism");
    components = with::<ListView<meeting::MeetingSummaryView>>(components, "MeetingList");
    components = with::<meeting::MeetingSummaryView>(components, "MeetingSummary");
    components = with::<meeting::MeetingView>(components, "Meeting");
    components = with::<ListView<document::DocumentSummaryView>>(components, "DocumentList");
    components = with::<document::DocumentSummaryView>(components, "DocumentSummary");
    components = with::<document::DocumentView>(components, "Document");
    components = with::<clause::ClauseListView>(components, "ClauseList");
    components = with::<clause::ComparisonView>(components, "Comparison");
    components = with::<commitment::CommitmentListView>(components, "CommitmentList");
    components = with::<follow_through::CommitmentSummaryView>(components, "CommitmentSummary");
    components = with::<commitment::CommitmentView>(components, "Commitment");
    components = with::<commitment::BriefView>(components, "Brief");
    components = with::<commitment::FollowThroughView>(components, "MeetingFollowThrough");
    components = with::<ListView<PointerView>>(components, "ProcessList");
    components = with::<ListView<PointerView>>(components, "InitiativeList");
    components = with::<process::ProcessView>(components, "Process");
    components = with::<initiative::InitiativeView>(components, "Initiative");
    components = with::<ListView<exchange::ExchangeView>>(components, "ExchangeList");
    components = with::<exchange::ExchangeView>(components, "Exchange");
    components = with::<worklist::WorklistsView>(components, "Worklists");
    components = with::<ListView<organisation::OrganisationView>>(components, "OrganisationList");
    components = with::<organisation::OrganisationView>(components, "Organisation");
    components = with::<search::SearchView>(components, "SearchAnswer");
    components = with::<suggest::SuggestView>(components, "Suggestions");
    components = with::<changes::ChangesView>(components, "ChangeList");
    components = with::<history::HistoryView>(components, "History");
    components = with::<history::RevisionView>(components, "Revision");
    let paths = all().iter().fold(PathsBuilder::new(), |paths, endpoint| paths.path(full_path(endpoint), operation(endpoint)));
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("chancery")
                .version("1")
                .description(Some(
                    "The register of mechanisms, meetings, outcomes, documents and commitments, read-only. Dates are EDTF (ISO 8601-2, levels 0 and 1). \
                     Every text knows its language and status; names are lists. Lists go on with the cursor of the page before.",
                ))
                .license(Some(LicenseBuilder::new().name("CC BY 4.0 for what is ours; sources are named with each record").build()))
                .build(),
        )
        .servers(Some([ServerBuilder::new().url(server).build()]))
        .paths(paths)
        .components(Some(components.build()))
        .build()
}

pub(super) fn read(call: Call) -> Answering {
    Box::pin(async move { Ok(Json(describe(&call.state.base.to_string())).into_response()) })
}
