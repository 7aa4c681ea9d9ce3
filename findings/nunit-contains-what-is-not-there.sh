#!/bin/sh
# NUnit 5.0.0 (NUnit3TestAdapter 6.3.1, .NET 10 with ICU): every text contains an escape character, and ends and begins with one.
#
# Expected: `Assert.That("plain", Does.Contain("\u001b"))` fails, as `"plain".Contains("\u001b")` is false.
# Seen: it passes, and so do Does.StartWith and Does.EndWith: the constraints compare by the current culture, for which control characters weigh nothing. So
# `Does.Contain("\u001b[2J")` passes where the escape is missing, and `Does.Not.Contain("\u001b")` fails on every text. With an ordinal comparison all are right;
# Does.Contain takes none (SubstringConstraint does).
#
# Output seen:
#   by default: Failed: 0, Passed: 3
#   ordinal: Failed: 3, Passed: 0
# Needs the .NET 10 SDK and ICU's libraries.
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
cat > Tests.cs <<'CS'
using System;
using NUnit.Framework;
using NUnit.Framework.Constraints;

public sealed class ByDefault
{
    [Test] public void Contain() => Assert.That("plain", Does.Contain("\u001b"));
    [Test] public void StartWith() => Assert.That("plain", Does.StartWith("\u001b"));
    [Test] public void EndWith() => Assert.That("plain", Does.EndWith("\u001b"));
}

public sealed class Ordinal
{
    [Test] public void Contain() => Assert.That("plain", new SubstringConstraint("\u001b").Using(StringComparison.Ordinal));
    [Test] public void StartWith() => Assert.That("plain", Does.StartWith("\u001b").Using(StringComparison.Ordinal));
    [Test] public void EndWith() => Assert.That("plain", Does.EndWith("\u001b").Using(StringComparison.Ordinal));
}
CS
dotnet build -v q >/dev/null
counts() { sed -n 's/.*\(Failed: *[0-9]*, Passed: *[0-9]*\), Skipped.*/\1/p' | tr -s ' '; }
culture=$(dotnet test --no-build --filter FullyQualifiedName~ByDefault 2>&1 | counts || true)
ordinal=$(dotnet test --no-build --filter FullyQualifiedName~Ordinal 2>&1 | counts || true)
echo "by default: $culture"
echo "ordinal: $ordinal"
[ "$culture" = "Failed: 0, Passed: 3" ] && [ "$ordinal" = "Failed: 3, Passed: 0" ]
