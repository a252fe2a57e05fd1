# What the commands under bin/ share: is the JDK fit, is the build stale, build it. Sourced, after these were set:
#   tool     the command's name, for messages
#   module   the Maven module that holds its code
#   home     the repository
#   profile  of Maven, if one is needed
# shellcheck shell=bash disable=SC2154

classpath=$home/$module/target/classpath
built=$home/$module/target/$tool.built

fail() {
  echo "$tool: $1" >&2
  exit 3
}

# With JAVA_HOME set, Maven uses that JDK, so the command does too.
find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it; set it to a JDK 17 or newer, or unset it"
  else
    java=$(command -v java) || fail "java not found; install a JDK 17 or newer and put its bin directory on the PATH"
  fi
}

check_java() {
  local version modules module_name
  find_java
  version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
  case $version in
    '' | *[!0-9]*) fail "$java is Java ${version:-of an unknown version}; a JDK 17 or newer is needed" ;;
  esac
  [ "$version" -ge 17 ] || fail "$java is Java $version; a JDK 17 or newer is needed"
  modules=" $("$java" --list-modules | sed 's/@.*//' | tr '\n' ' ')"
  for module_name in java.management java.naming java.net.http java.security.sasl java.sql java.xml jdk.compiler jdk.crypto.ec jdk.unsupported; do
    # jdk.crypto.ec became a part of java.base in Java 22.
    if [ "$module_name" = jdk.crypto.ec ] && [ "$version" -ge 22 ]; then continue; fi
    case $modules in
      *" $module_name "*) ;;
      *) fail "$java lacks the module $module_name; install a full JDK, not a JRE or a trimmed runtime" ;;
    esac
  done
}

check_maven() {
  local version major minor
  command -v mvn >/dev/null || fail "mvn not found; install Maven 3.8 or newer and put its bin directory on the PATH"
  version=$(mvn -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)
  major=${version%%.*} minor=${version#*.}
  if [ -z "$version" ] || [ "$major" -lt 3 ] || { [ "$major" -eq 3 ] && [ "$minor" -lt 8 ]; }; then
    fail "mvn is Maven ${version:-of an unknown version}; Maven 3.8 or newer is needed"
  fi
}

# Whether anything that goes into the build is newer than the last one.
stale() {
  [ -f "$classpath" ] && [ -f "$built" ] || return 0
  local newer
  newer=$(cd "$home" && find pom.xml .mvn build/assembly common testkit source-mqtt sink-jdbc sink-s3 "$module" \
    -name target -prune -o -path '*/src/test' -prune -o -newer "$built" -print | head -n 1)
  [ -n "$newer" ]
}

build() {
  local started=$SECONDS ticker status=0 log=$home/$module/target/build.log
  check_maven
  mkdir -p "$home/$module/target" 2>/dev/null || fail "cannot write to $home/$module/target"
  echo "Building the plugins and the $tool with Maven. The first time it downloads its dependencies, which takes minutes."
  (while sleep 10; do echo "  building for $((SECONDS - started)) s"; done) &
  ticker=$!
  trap 'kill $ticker 2>/dev/null || true' EXIT
  # The format check and the tests guard the developer; whoever only wants to run it need not wait for them.
  (cd "$home" && mvn -q -Dmaven.test.skip=true -Dspotless.check.skip=true -Dcyclonedx.skip=true ${profile:+-P"$profile"} -pl "$module" -am package) >"$log" 2>&1 || status=$?
  kill "$ticker" 2>/dev/null || true
  trap - EXIT
  if [ "$status" -ne 0 ]; then
    grep -m 5 'ERROR' "$log" >&2 || true
    fail "the build failed; its output is in $log"
  fi
  touch "$built"
  echo "  built in $((SECONDS - started)) s"
}
