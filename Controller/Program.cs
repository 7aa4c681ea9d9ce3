using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.None;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Commands;
using BotBottle.Controller.Daemon;
using BotBottle.Controller.Shared;

if (OperatingSystem.IsLinux())
{
    DumpVariables.Drop(args);
}

// Every bottle's start runs the launchers, so they skip the command line's parser, which costs more than the launch.
return (OperatingSystem.IsLinux() ? args : []) switch
{
    [Launcher.Verb, .. var launch] => Launcher.LauncherMain(launch),
    [Launcher.ListenVerb] => Launcher.ListenMain(),
    [SessionLeader.Verb, .. var foreground] => SessionLeader.LedMain(foreground),
    _ => await CommandLine.RunAsync(args, CommandHost.OfProcess() with { Serve = ControllerService.RunAsync }),
};
