using BotBottle.Controller.Bottles.Sandbox;

return args is [Launcher.Verb, .. var rest] ? Launcher.LauncherMain(rest) : 0;
