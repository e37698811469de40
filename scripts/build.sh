# Part of ./tokengrid in a source tree: builds, tests and packages. Expects its variables and functions; not run alone.
# shellcheck shell=bash

BUILD=$ROOT/.build
DIST=$BUILD/dist

maven() { # ARGUMENT...
  JAVA_HOME=$JAVA_FOUND "$MAVEN" -B -Dstyle.color=never -f "$ROOT/pom.xml" "$@"
}

find_maven() {
  MAVEN=${MAVEN_HOME:+$MAVEN_HOME/bin/mvn}
  [ -n "$MAVEN" ] && [ -x "$MAVEN" ] || MAVEN=$(command -v mvn || true)
  [ -n "$MAVEN" ] || die 1 "Maven is needed to build TokenGrid and no mvn is in PATH or MAVEN_HOME" \
    "install Apache Maven 3.8 or newer, or use the packaged archive, which needs no build"
}

# Checksum of all that ends up in the jars; content, not times, so that a checkout or a touch builds nothing.
source_stamp() {
  (cd "$ROOT" && find . \( -name target -o -name .build -o -name .git -o -name node_modules \) -prune -o -type f \
    \( -path '*/src/main/*' -o -name pom.xml -o -path './.mvn/*' -o -path ./scripts/build.sh \) -print0 |
    LC_ALL=C sort -z | xargs -0 cksum | digest)
}

# One build at a time in a tree; a lock whose process is gone is taken over.
lock_build() {
  mkdir -p "$BUILD"
  local told= owner
  while ! mkdir "$BUILD/lock" 2>/dev/null; do
    owner=$(cat "$BUILD/lock/pid" 2>/dev/null || true)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      rm -rf "$BUILD/lock"
      continue
    fi
    [ -n "$told" ] || say "waiting for the build of process ${owner:-unknown} ($BUILD/lock)"
    told=yes
    sleep 0.5
  done
  echo $$ >"$BUILD/lock/pid"
  trap 'rm -rf "$BUILD/lock"' EXIT
}

unlock_build() {
  rm -rf "$BUILD/lock"
  trap - EXIT
}

# Leaves the current program in DIST: lib/*.jar, the stamp of its sources and the start-up cache. DIST is replaced as a
# whole, so a running server keeps the files that it opened. With a Maven profile as argument it builds in any case.
build() { # [PROFILE]
  local stamp
  stamp=$(source_stamp)
  is_built "$stamp" "$@" && return
  find_maven
  lock_build
  is_built "$stamp" "$@" && unlock_build && return
  local started=$SECONDS target=$ROOT/app/target/dist
  say "building (the first time takes a minute or two; log: $BUILD/build.log)"
  rm -rf "$target/lib"
  if ! maven -q -Pdist${1:+,$1} -DskipTests -Dmaven.jar.forceCreation package >"$BUILD/build.log" 2>&1; then
    grep -m 5 '^\[ERROR\]' "$BUILD/build.log" >&2 || tail -n 5 "$BUILD/build.log" >&2
    die 1 "the build failed" "the whole log is in $BUILD/build.log"
  fi
  rm -rf "$DIST.new" "$DIST.old"
  mkdir -p "$DIST.new"
  cp -R "$target/lib" "$DIST.new/lib"
  [ ! -e "$DIST" ] || mv "$DIST" "$DIST.old"
  mv "$DIST.new" "$DIST"
  rm -rf "$DIST.old"
  make_cache "$DIST/lib" "$DIST" || say "no start-up cache could be made ($DIST/cache.log); starts are slower without it"
  printf '%s\n' "$stamp" >"$DIST/stamp"
  unlock_build
  say "built in $((SECONDS - started)) s"
}

is_built() { # STAMP [PROFILE]
  [ $# = 1 ] && [ "$(cat "$DIST/stamp" 2>/dev/null || true)" = "$1" ]
}

# --- Tests ---------------------------------------------------------------------------------------------------------------

TEST_USAGE="usage: ./tokengrid test [--all] [--long] [MAVEN-OPTION...]
  (none)   every test that a JDK and Maven can run
  --all    installs node packages, Chromium and nginx (scripts/install-test-tools) and runs the tests that need them too
  --long   runs only the long simulations and tortures
Options after these go to Maven: ./tokengrid test -pl ledger -am"

run_tests() {
  local all= long= groups
  while [ $# -gt 0 ]; do
    case $1 in
      --all) all=yes ;;
      --long) long=yes ;;
      -h | --help) printf '%s\n' "$TEST_USAGE"; exit 0 ;;
      -*) break ;;
      *) die 2 "unknown argument of test: $1" "see ./tokengrid test --help" ;;
    esac
    shift
  done
  find_java javac
  find_maven
  [ -z "$all" ] || "$ROOT/scripts/install-test-tools" || exit 1
  if [ -n "$long" ]; then
    groups=(-Dgroups=long -Dexcluded.groups="${all:-node,browser}")
    [ -z "$all" ] || groups=(-Dgroups=long -Dexcluded.groups=)
    groups+=("-Dtest.timeout=60 m" -Dmodule.timeout.seconds=7200)
  elif [ -n "$all" ]; then
    groups=(-Dexcluded.groups=long)
  else
    groups=()
  fi
  lock_build
  local status=0
  maven ${groups[@]+"${groups[@]}"} verify "$@" 2>&1 | tee "$BUILD/test.log" || status=$?
  # Surefire counts per module; this is their sum, in its own words.
  awk '/Tests run: [0-9]+, Failures: [0-9]+, Errors: [0-9]+, Skipped: [0-9]+$/ {
      gsub(/,/, ""); for (i = 1; i < NF; i++) { if ($i == "run:") r += $(i+1); if ($i == "Failures:") f += $(i+1);
      if ($i == "Errors:") e += $(i+1); if ($i == "Skipped:") s += $(i+1) } }
    END { if (r) printf "\nTests run: %d, Failures: %d, Errors: %d, Skipped: %d\n", r, f, e, s }' "$BUILD/test.log"
  unlock_build
  [ "$status" = 0 ] || die 1 "the tests failed" "the whole log is in $BUILD/test.log"
}

# --- Package -------------------------------------------------------------------------------------------------------------

# One archive that needs a Java runtime and nothing else; the same bytes from the same sources where tar is GNU's.
make_package() {
  local version name same=()
  build third-party
  version=$(sed -n 's|^  <version>\(.*\)</version>|\1|p' "$ROOT/pom.xml" | head -n 1)
  name=tokengrid-$version
  rm -rf "$BUILD/package"
  mkdir -p "$BUILD/package/$name"
  cp -R "$DIST/lib" "$ROOT"/packaging/* "$ROOT/tokengrid" "$ROOT/LICENSE" "$ROOT/NOTICE" \
    "$ROOT/app/target/dist/THIRD-PARTY" "$BUILD/package/$name/"
  if tar --version 2>/dev/null | grep -q GNU; then
    same=(--sort=name --owner=0 --group=0 --numeric-owner --mtime=@1767225600)
  fi
  tar -C "$BUILD/package" ${same[@]+"${same[@]}"} -cf - "$name" | gzip -n >"$BUILD/$name.tar.gz"
  rm -rf "$BUILD/package"
  printf '%s\n' "$BUILD/$name.tar.gz"
}
