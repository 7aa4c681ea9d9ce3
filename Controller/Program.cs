using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Commands;

// The launcher is a step inside every bottle's start: it goes past the command line's parser, which costs more than the launch.
return args is [Launcher.Verb, .. var launch] && OperatingSystem.IsLinux()
    ? Launcher.LauncherMain(launch)
    : await CommandLine.RunAsync(args, CommandHost.OfProcess());
