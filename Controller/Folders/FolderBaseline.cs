using System.Runtime.Versioning;
using System.Text.Json;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Folders;

/// <summary>The first look at a run's git folders, kept in the run's folder: when the process that guards the bottle is killed, the controller compares.</summary>
[SupportedOSPlatform("linux")]
internal static class FolderBaseline
{
    private const string Name = "git-folders.json";
    private const int MostBytes = 64 << 20;

    /// <summary>A look as it is kept.</summary>
    internal sealed record Kept(IReadOnlyDictionary<string, string> Strange, IReadOnlyDictionary<string, string> Leads);

    /// <summary>Keeps it.</summary>
    /// <param name="runFolder">runs/ID, which no bottle sees.</param>
    /// <param name="looks">By git folder.</param>
    public static void Write(string runFolder, IReadOnlyDictionary<string, GitTree> looks) => File.WriteAllText(
        Path.Combine(runFolder, Name), JsonSerializer.Serialize(looks.ToDictionary(look => look.Key, look => new Kept(look.Value.Strange, look.Value.Leads))));

    /// <summary>What came since; nothing where none was kept.</summary>
    /// <param name="runFolder">The same.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="JsonException">It is damaged.</exception>
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
