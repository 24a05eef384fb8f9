#!/bin/sh
# Makes a Debian package from a binary that was built before:
#
#     cargo build --profile dist -p chancery
#     packaging/debian/build.sh target/dist/chancery [FOLDER]
set -eu
binary=$(realpath "$1")
to=$(realpath "${2:-.}")
here=$(dirname "$(realpath "$0")")
version=$("$binary" --version | cut -d ' ' -f 2)
architecture=$(dpkg --print-architecture)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
# The tree stands for the root of the machine, whose mode it would change.
chmod 755 "$tree"

install -D -m 755 "$binary" "$tree/usr/bin/chancery"
install -D -m 644 "$here/chancery.service" "$tree/usr/lib/systemd/system/chancery.service"
install -D -m 644 "$here/chancery.sysusers" "$tree/usr/lib/sysusers.d/chancery.conf"
install -D -m 644 "$here/chancery.toml" "$tree/etc/chancery/chancery.toml"
install -D -m 600 "$here/secrets.env" "$tree/etc/chancery/secrets.env"
install -D -m 644 "$here/../../LICENSE-MIT" "$tree/usr/share/doc/chancery/copyright"
install -d "$tree/DEBIAN"
printf '/etc/chancery/chancery.toml\n/etc/chancery/secrets.env\n' > "$tree/DEBIAN/conffiles"
cat > "$tree/DEBIAN/control" <<CONTROL
Package: chancery
Version: $version
Architecture: $architecture
Maintainer: The maintainers of chancery <chancery@localhost>
Section: web
Priority: optional
Depends: libc6, libgcc-s1, ca-certificates, systemd | systemd-standalone-sysusers
Suggests: postgresql, haproxy
Description: keeps, finds and serves the record of governments that cooperate
 Meetings, outcomes and documents of intergovernmental bodies, with every
 source named, in a journal that only grows.
CONTROL
cat > "$tree/DEBIAN/postinst" <<'POSTINST'
#!/bin/sh
set -e
if [ "$1" = configure ]; then
    systemd-sysusers chancery.conf
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload
        systemctl try-restart chancery.service
    fi
fi
POSTINST
chmod 755 "$tree/DEBIAN/postinst"
# The package of the binary alone knows nothing of the register: removing it leaves /var/lib/chancery where it is.
dpkg-deb --root-owner-group --build "$tree" "$to/chancery_${version}_$architecture.deb"
