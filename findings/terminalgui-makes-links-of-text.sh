#!/bin/sh
# Terminal.Gui 2.5.0 (NuGet): text that looks like an address leaves as a terminal hyperlink (OSC 8), which no view has asked for.
#
# Expected: a cell's characters go to the terminal as they are; a hyperlink needs an address that the program sets (IDriver.CurrentUrl, the class Link).
# Seen: the output looks for addresses in each row of cells and wraps them in OSC 8, also where the text is a part of a longer address that a column has cut: the link then
# leads to the visible beginning. The marks are made where rows are written, so that no view can refuse them; an output of the program's own can.
#
# Output seen:
#   as drawn:  see https://a.example/repor next
#   links: https://a.example/repor
#   asked for by the program: none
# Needs the .NET 10 SDK.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cat > links.cs <<'CS'
#:package Terminal.Gui@2.5.0
#:package Markdig@1.4.0
#:package System.IO.Abstractions@22.3.0
#:package TextMateSharp@2.0.5
#:package TextMateSharp.Grammars@2.0.5
#:property PublishAot=false
using System.Text.RegularExpressions;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

Environment.SetEnvironmentVariable("DisableRealDriverIO", "1"); // no terminal is needed
using IApplication application = Application.Create();
application.Init(DriverRegistry.Names.ANSI);
using Runnable top = new() { Width = Dim.Fill(), Height = Dim.Fill() };
top.Add(new Label { Text = "see " }, new Label { X = 4, Width = 23, Text = "https://a.example/report-2026" }, new Label { X = 28, Text = "next" });
application.Begin(top);
application.LayoutAndDraw(true);
IDriver driver = application.Driver!;
string written = driver.ToAnsi();
Console.WriteLine("as drawn:  " + string.Concat(Enumerable.Range(0, 32).Select(column => driver.Contents![0, column].Grapheme)));
Console.WriteLine("links: " + string.Join(' ', Regex.Matches(written, "\u001b\\]8;;([^\u001b]+)\u001b").Select(link => link.Groups[1].Value)));
Console.WriteLine("asked for by the program: " + (string.IsNullOrEmpty(driver.CurrentUrl) ? "none" : driver.CurrentUrl));
CS
seen=$(dotnet run links.cs 2>&1 < /dev/null)
echo "$seen"
[ "$seen" = "as drawn:  see https://a.example/repor next
links: https://a.example/repor
asked for by the program: none" ]
