using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Launching;

/// <summary>
/// Says that the controller was stopped by hand: the runs that live do not start it again, as they do when it dies. A file in the home, so that it holds for every run;
/// written and removed while the start lock is held, so that no start is under way then.
/// </summary>
internal static class StopMark
{
    /// <summary>Whether it was.</summary>
    public static bool IsSet(BottleHome home) => File.Exists(Path(home));

    /// <summary>It is.</summary>
    public static void Set(BottleHome home) => File.WriteAllText(Path(home), "");

    /// <summary>It is started again.</summary>
    public static void Remove(BottleHome home) => File.Delete(Path(home));

    private static string Path(BottleHome home) => System.IO.Path.Combine(home.Root, "controller.stopped");
}
