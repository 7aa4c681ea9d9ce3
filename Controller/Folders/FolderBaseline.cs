using System.Runtime.Versioning;
using System.Text.Json;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Folders;

/// <summary>
/// The first look at a run's git folders, stored in the run's folder: if the process that guards the bottle is killed, the controller compares with it.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class FolderBaseline
{
    private const string Name = "git-folders.json";
    private const int MostBytes = 64 << 20;

    /// <summary>The stored form of a look.</summary>
    internal sealed record Kept(IReadOnlyDictionary<string, string> Strange, IReadOnlyDictionary<string, string> Leads);

    /// <summary>Stores the look.</summary>
    /// <param name="runFolder">runs/ID, which no bottle can see.</param>
    /// <param name="looks">The looks by git folder.</param>
    public static void Write(string runFolder, IReadOnlyDictionary<string, GitTree> looks) => File.WriteAllText(
        Path.Combine(runFolder, Name), JsonSerializer.Serialize(looks.ToDictionary(look => look.Key, look => new Kept(look.Value.Strange, look.Value.Leads))));

    /// <summary>Gets the breaches since the stored look; none if there is none.</summary>
    /// <param name="runFolder">runs/ID.</param>
    /// <exception cref="IOException">The stored look cannot be read.</exception>
    /// <exception cref="JsonException">The stored look is damaged.</exception>
    public static IReadOnlyList<FolderBreach> Since(string runFolder)
    {
        var file = Path.Combine(runFolder, Name);
        if (!File.Exists(file))
        {
            return [];
        }

        var kept = JsonSerializer.Deserialize<Dictionary<string, Kept>>(RegularFile.Read(file, MostBytes, Links.Refuse))!;
        return [.. kept.SelectMany(look => GitTree.Look(look.Key).Since(new GitTree(look.Value.Strange, look.Value.Leads)))];
    }
}
