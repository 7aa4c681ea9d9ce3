#!/bin/sh
# Terminal.Gui 2.5.0 (NuGet): a driver that a program registers is found by its name, and Init by that name fails all the same.
#
# Expected: DriverRegistry.Register takes a descriptor with a factory, DriverRegistry.TryGetDriver finds it, and Application.Create().Init(name) calls the factory, as the
# registry's names and its CreateFactory say. A name that is not registered is refused.
# Seen: the name is listed and found, Init passes the check of the registry, and then throws "Unknown driver name": only the three drivers of the library itself can start.
# The registered factory is never called. (The constructor that takes a factory is internal.)
#
# Output seen:
#   registered: True, listed: True
#   Init of a name that nobody registered: ArgumentException
#   Init of the registered name: InvalidOperationException, factories made: 0
# Needs the .NET 10 SDK.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cat > driver.cs <<'CS'
#:package Terminal.Gui@2.5.0
#:package Markdig@1.4.0
#:package System.IO.Abstractions@22.3.0
#:package TextMateSharp@2.0.5
#:package TextMateSharp.Grammars@2.0.5
#:property PublishAot=false
using Terminal.Gui.App;
using Terminal.Gui.Drivers;

int made = 0;
DriverRegistry.Register(new DriverRegistry.DriverDescriptor("mine", "Mine", "a driver of this program", [PlatformID.Unix], () =>
{
    made++;
    return new AnsiComponentFactory();
}));
Console.WriteLine($"registered: {DriverRegistry.TryGetDriver("mine", out _)}, listed: {DriverRegistry.GetDriverNames().Contains("mine")}");
Console.WriteLine($"Init of a name that nobody registered: {Fault("other")}");
Console.WriteLine($"Init of the registered name: {Fault("mine")}, factories made: {made}");

static string Fault(string name)
{
    try
    {
        Application.Create().Init(name);
        return "started";
    }
    catch (Exception fault)
    {
        return (fault.InnerException ?? fault).GetType().Name;
    }
}
CS
seen=$(dotnet run driver.cs 2>&1 < /dev/null)
echo "$seen"
[ "$seen" = "registered: True, listed: True
Init of a name that nobody registered: ArgumentException
Init of the registered name: InvalidOperationException, factories made: 0" ]
