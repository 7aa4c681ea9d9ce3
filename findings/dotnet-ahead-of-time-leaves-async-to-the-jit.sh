#!/bin/sh
# .NET 10.0 (ReadyToRun, crossgen2 10.0.12): an image compiled with -O leaves each async method's builder to the just-in-time compiler; two options of the compiler end that.
#
# Expected: PublishReadyToRun compiles an application ahead of time, so a start compiles next to nothing: crossgen2 even has --opt-async-methods, on by default.
# Seen: of 40 async methods every one compiles several methods at its first call: AsyncMethodBuilderCore.Start, AsyncStateMachineBox.MoveNext and AwaitUnsafeOnCompleted are
# framework generics over the application's own types, and the framework's code may change under the image. With --opt-cross-module and --non-local-generics-module (both "*")
# the same image holds them, and less than half remains.
#
# Output seen (methods compiled while 40 async methods are awaited once each: without an image, with -O, with both options):
#   compiled: 570, 491, 207        (the first two vary by a few)
# Needs the .NET 10 SDK on linux-x64.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_TieredPGO=0
cat > app.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="microsoft.netcore.app.crossgen2.linux-x64" Version="[10.0.12]" />
  </ItemGroup>
</Project>
XML
{
  echo 'int before = (int)System.Runtime.JitInfo.GetCompiledMethodCount();'
  i=0
  while [ $i -lt 40 ]; do echo "await Async$i.RunAsync();"; i=$((i + 1)); done
  echo 'Console.WriteLine((int)System.Runtime.JitInfo.GetCompiledMethodCount() - before);'
  i=0
  while [ $i -lt 40 ]; do
    echo "static class Async$i { public static async Task<int> RunAsync() { await Task.Yield(); return $i; } }"
    i=$((i + 1))
  done
} > Program.cs
dotnet build -c Release -v q -o plain > build.log 2>&1 || { cat build.log; exit 1; }
tool=$(dotnet nuget locals global-packages --list | sed 's/.*: //')microsoft.netcore.app.crossgen2.linux-x64/10.0.12/tools/crossgen2
framework=$(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App \(10\.[^ ]*\) \[\(.*\)\]$/\2\/\1/p' | tail -1)
image() { # folder, option...
  folder=$1
  shift
  cp -r plain "$folder"
  "$tool" plain/app.dll "-o:$folder/app.dll" "-r:$framework/*.dll" --targetos:linux -O "$@" > "$folder.log" 2>&1 || { cat "$folder.log"; exit 1; }
}
image optimized
image crossing '--opt-cross-module:*' '--non-local-generics-module:*'
none=$(dotnet plain/app.dll)
one=$(dotnet optimized/app.dll)
two=$(dotnet crossing/app.dll)
echo "compiled: $none, $one, $two"
[ "$none" -gt 300 ] || { echo "without an image: $none"; exit 1; }
[ "$one" -gt 200 ] || { echo "-O compiles only $one"; exit 1; }
[ $((two * 2)) -lt "$one" ] || { echo "the options leave $two of $one"; exit 1; }
