using System.Text.Json;
using System.Text.Json.Serialization;
using BotBottle.Controller.Bottles;

namespace BotBottle.Controller.Workspaces;

/// <summary>What is known of a run's workspace: stored in the run's folder, which no bottle can read.</summary>
/// <param name="Root">The host's folder that it stands for.</param>
/// <param name="Objects">The host's folders of git objects that it borrows from.</param>
/// <param name="Head">The commit that it began with; null for a repository without one, or a workspace that is no clone.</param>
/// <param name="Tips">The commits of the host's refs and stashes at that time.</param>
internal sealed record KeptWorkspace(string Root, IReadOnlyList<string> Objects, string? Head, IReadOnlyList<string> Tips)
{
    private const string Name = "workspace.json";
    private const string WorkName = "work";

    /// <summary>The commit of the files that it began with (<see cref="StartFiles"/>); null if they were those of <see cref="Head"/>.</summary>
    public string? Files { get; init; }

    /// <summary>The commit of what it began with, files that were not committed included; null for nothing.</summary>
    [JsonIgnore]
    public string? Begun => Files ?? Head;

    /// <summary>The commits whose entries are the owner's.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Owners => [.. new[] { Head, Files }.OfType<string>()];

    /// <summary>True for a clone; false for an empty folder.</summary>
    [JsonIgnore]
    public bool IsClone => Objects.Count > 0;

    /// <summary>The folder of the workspace in a run's folder.</summary>
    public static string FolderIn(string runFolder) => Path.Combine(runFolder, WorkName);

    /// <summary>Reads it; null if the run has no workspace of its own.</summary>
    public static KeptWorkspace? Read(string runFolder)
    {
        string file = Path.Combine(runFolder, Name);
        return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), KeptWorkspaceJson.Default.KeptWorkspace) : null;
    }

    /// <summary>Stores it.</summary>
    public void Write(string runFolder) =>
        File.WriteAllBytes(Path.Combine(runFolder, Name), JsonSerializer.SerializeToUtf8Bytes(this, KeptWorkspaceJson.Default.KeptWorkspace));

    /// <summary>The workspace as the bottle sees it.</summary>
    public BottleWorkspace In(string runFolder) => new(Root, FolderIn(runFolder), Objects);
}

/// <summary>The JSON of <see cref="KeptWorkspace"/>.</summary>
[JsonSerializable(typeof(KeptWorkspace))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class KeptWorkspaceJson : JsonSerializerContext;
