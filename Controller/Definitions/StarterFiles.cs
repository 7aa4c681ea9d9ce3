using System.Text;
using BotBottle.Controller.Shared;
using BotBottle.Core.Presets;

namespace BotBottle.Controller.Definitions;

/// <summary>The first files of an operator, with the possible keys as comments. Existing files are never changed.</summary>
/// <param name="home">The home for the files.</param>
internal sealed class StarterFiles(BottleHome home)
{
    private const string Settings = """
        # Settings of Bot Bottle on this host. Every key may be left out. 'bot-bottle check' looks them over; an edit holds within a second.

        # budget:
        #   claude: 5M                                              # tokens, until 'bot-bottle budget reset claude'
        #   codex: {tokens: 2M, window: daily, warn_at: [0.8]}      # or in each day
        # shutdown: cutoff                                          # what a crossed budget does: cutoff | cutoff_provider | freeze | kill
        # dlp:
        #   known_secrets: [NPM_TOKEN, ~/.netrc]                    # variables and files whose values must not leave a bottle

        """;

    /// <summary>Gets the path of an agent's bottle.</summary>
    public string BottleOf(AgentPreset preset) => ManifestFile.PathOf(home.Bottles, preset.Name);

    /// <summary>Gets the path of an agent's definition.</summary>
    public string AgentOf(AgentPreset preset) => ManifestFile.PathOf(home.Agents, preset.Name);

    /// <summary>Writes settings.yml.</summary>
    /// <returns>False if the file exists.</returns>
    public bool WriteSettings() => Write(home.Settings, Settings);

    /// <summary>Writes an agent's bottle with the hosts that it may reach.</summary>
    /// <returns>False if the file exists.</returns>
    public bool WriteBottle(AgentPreset preset) => Write(BottleOf(preset), $$"""
        ---
        # What {{preset.Title}} may reach: its own hosts, and what is added here: npm, pypi, cargo, go, maven, nuget, debian, github, or a host.
        allow: [{{preset.Name}}]
        # egress:
        #   routes: [{host: api.example.com, matches: [{methods: [GET]}]}]
        # env: {TEAM: core}
        # share: [~/notes:ro]
        # budget: { {{preset.Keys[0].Provider}}: 2M }               # of this bottle, over all its runs
        ---
        For people: what this bottle is for.

        """);

    /// <summary>Writes an agent's definition with its command and bottle.</summary>
    /// <returns>False if the file exists.</returns>
    public bool WriteAgent(AgentPreset preset) => Write(AgentOf(preset), $"""
        ---
        bottle: {preset.Name}
        command: [{preset.Name}]
        ---

        """);

    private bool Write(string path, string text)
    {
        home.Create();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            using FileStream file = new(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            file.Write(Encoding.UTF8.GetBytes(text));
            return true;
        }
        catch (IOException) when (Path.Exists(path))
        {
            return false;
        }
    }
}
