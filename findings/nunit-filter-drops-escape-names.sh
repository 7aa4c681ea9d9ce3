#!/bin/sh
# NUnit 5.0.0, NUnit3TestAdapter 6.3.1, Microsoft.NET.Test.Sdk 18.11.0 (.NET SDK 10.0.4xx): a filter drops cases whose argument holds an escape character.
#
# Expected: `dotnet test --filter FullyQualifiedName~Colours` runs every case of the class, as `dotnet test` does.
# Seen: of three cases it runs two. The one whose text argument holds U+001B is left out, without a warning, and the run passes, although that case fails.
#
# Output seen:
#   without a filter: Failed: 1, Passed: 2
#   with a filter: Failed: 0, Passed: 2
# Needs the .NET 10 SDK.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cat > tests.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.NET.Test.Sdk" Version="18.11.0" />
    <PackageReference Include="NUnit" Version="5.0.0" />
    <PackageReference Include="NUnit3TestAdapter" Version="6.3.1" />
  </ItemGroup>
</Project>
XML
cat > Colours.cs <<'CS'
using NUnit.Framework;

public sealed class Colours
{
    [TestCase("plain")]
    [TestCase("a\tb")]
    [TestCase("\u001b[31m")]
    public void Holds_no_escape(string text) => Assert.That(text.Contains('\u001b'), Is.False);
}
CS
dotnet build -v q >/dev/null
counts() { sed -n 's/.*\(Failed: *[0-9]*, Passed: *[0-9]*\), Skipped.*/\1/p' | tr -s ' '; }
whole=$(dotnet test --no-build 2>&1 | counts || true)
part=$(dotnet test --no-build --filter FullyQualifiedName~Colours 2>&1 | counts || true)
echo "without a filter: $whole"
echo "with a filter: $part"
[ "$whole" = "Failed: 1, Passed: 2" ] && [ "$part" = "Failed: 0, Passed: 2" ]
