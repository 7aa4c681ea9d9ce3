using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Dlp;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Launching;

/// <summary>
/// The data to resume a frozen run: its folder, its options with the resolved command, and the texts of its definitions. It is stored in the run's folder,
/// which no bottle can read (mode 0600: a command line may contain a secret). It contains no credentials; variables that <c>--env</c> named without a value are
/// stored as names.
/// </summary>
/// <param name="Folder">The folder that the agent works in.</param>
/// <param name="Options">The command line.</param>
/// <param name="Places">
/// The folder and every share by their given names, with the targets after following links. They are compared at resume, because another agent may have put a
/// link in place of one.
/// </param>
/// <param name="Definitions">
/// The definitions, for people and for <see cref="Changed"/>. A run follows the files while it runs, also after it is resumed.
/// </param>
internal sealed record KeptRun(string Folder, RunOptions Options, IReadOnlyDictionary<string, string> Places, IReadOnlyList<KeptFile> Definitions)
{
    /// <summary>Sources of the run's secrets.</summary>
    public KeptSources Sources { get; init; } = KeptSources.None;

    /// <summary>
    /// The key of its <see cref="ApprovalFingerprints"/>, so that decisions about values still hold after a resume. Null in a file of an older version.
    /// </summary>
    public byte[]? FingerprintKey { get; init; }

    private const int MaxBytes = 4 << 20;

    /// <summary>Stores a launch.</summary>
    /// <param name="folder">The run's own folder.</param>
    /// <param name="host">The command's surroundings.</param>
    /// <param name="options">The command line.</param>
    /// <param name="definition">The resolved definition.</param>
    /// <param name="sources">Sources of the run's secrets.</param>
    /// <param name="fingerprintKey">The key of its fingerprints.</param>
    public static void Write(string folder, CommandHost host, RunOptions options, LaunchDefinition definition, KeptSources sources, byte[] fingerprintKey)
    {
        IEnumerable<string> files = definition.Files.Append(definition.Routes.Path ?? "").Where(file => file.Length > 0 && file != host.Home.Settings);
        KeptRun kept = new(
            host.Folder, options
            with { Command = definition.Command, Isolation = definition.Isolation, Image = definition.Image, Variables = Variables(options, definition),
                Logins = [.. definition.Logins.Select(kept => $"{kept.Login.Agent}:{kept.Login.Name}")] },
            definition.Shares.Select(share => share.Path).Append(host.Folder).Distinct(StringComparer.Ordinal).ToDictionary(path => path, Paths.Real),
            [.. files.Select(file => (Path: file, Text: TextOf(file))).Where(file => file.Text is not null)
                .Select(file => new KeptFile(file.Path, file.Text!))])
        {
            Sources = sources,
            FingerprintKey = fingerprintKey,
        };
        using FileStream file = new(new RunFiles(folder).Definition, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        JsonSerializer.Serialize(file, kept, KeptRunJson.Default.KeptRun);
    }

    // Values that the operator typed are stored: there may be no operator at the terminal when the run is resumed.
    private static Dictionary<string, string?> Variables(RunOptions options, LaunchDefinition definition)
    {
        Dictionary<string, string?> variables = new(options.Variables, StringComparer.Ordinal);
        foreach ((string name, string answer) in definition.Answers)
        {
            variables.TryAdd(name, answer);
        }

        return variables;
    }

    /// <summary>Reads the data of a frozen run.</summary>
    /// <param name="home">The home folder.</param>
    /// <param name="run">The run's id.</param>
    /// <param name="name">The run's name.</param>
    /// <exception cref="CommandFailure">The file is missing or damaged.</exception>
    public static KeptRun Read(BottleHome home, string run, string name)
    {
        string path = new RunFiles(home.FrozenFolder(RunNames.RequireId(run))).Definition;
        try
        {
            KeptRun kept = JsonSerializer.Deserialize(RegularFile.Read(path, MaxBytes, Links.Follow), KeptRunJson.Default.KeptRun)
                ?? throw new JsonException("it is empty");
            return kept.Options.Command.Count > 0 && Path.IsPathRooted(kept.Folder) ? kept : throw new JsonException("it names no command and folder");
        }
        catch (Exception damaged) when (damaged is JsonException or IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new CommandFailure(
                ExitCode.Failed, $"{TerminalText.Clean(name)} cannot be resumed: {path} cannot be used: {damaged.Message}",
                $"Nothing was changed. Its files are in {Path.GetDirectoryName(path)}/home; repair {FrozenFolders.Definition}, or give the run up: bot-bottle "
                    + $"kill {TerminalText.Clean(name)}", damaged);
        }
    }

    /// <summary>Refuses a place that now leads elsewhere, because the agent would get access that it was never given.</summary>
    /// <param name="name">The run's name.</param>
    /// <exception cref="CommandFailure">A place leads elsewhere, or is gone.</exception>
    public void RequirePlaces(string name)
    {
        foreach ((string path, string then) in Places)
        {
            string now = Paths.Real(path);
            if (now != then || !Path.Exists(now))
            {
                throw new CommandFailure(
                    ExitCode.Failed,
                    $"{TerminalText.Clean(name)} cannot be resumed: {TerminalText.Clean(path)} is shared with it, and "
                        + (now == then ? "is gone" : $"was {TerminalText.Clean(then)} when it began; now it leads to {TerminalText.Clean(now)}"),
                    $"Put it back: nothing was changed. Or give the run up: bot-bottle kill {TerminalText.Clean(name)}");
            }
        }
    }

    /// <summary>Gets the definitions whose files have changed or are gone.</summary>
    public IEnumerable<string> Changed() => Definitions.Where(kept => TextOf(kept.Path) != kept.Text).Select(kept => kept.Path);

    // Read as for the launch, which refused unreadable files.
    private static string? TextOf(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(RegularFile.Read(path, ConfigurationFile.MostBytes, Links.Follow));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>The JSON form of <see cref="KeptRun"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, WriteIndented = true)]
[JsonSerializable(typeof(KeptRun))]
internal sealed partial class KeptRunJson : JsonSerializerContext;

/// <summary>A definition's file at the start of the run.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Text">Its text.</param>
internal sealed record KeptFile(string Path, string Text);
