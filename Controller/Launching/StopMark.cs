using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Launching;

/// <summary>
/// Marks that the controller was stopped by hand: live runs then do not start it again, as they do after its death. The mark is a file in the home, so that it
/// applies to every run. It is written and removed under the start lock, so that no start is under way meanwhile.
/// </summary>
internal static class StopMark
{
    /// <summary>True if the controller was stopped by hand.</summary>
    public static bool IsSet(BottleHome home) => File.Exists(home.StopMark);

    /// <summary>Sets the mark.</summary>
    public static void Set(BottleHome home) => File.WriteAllText(home.StopMark, "");

    /// <summary>Removes the mark.</summary>
    public static void Remove(BottleHome home) => File.Delete(home.StopMark);
}
