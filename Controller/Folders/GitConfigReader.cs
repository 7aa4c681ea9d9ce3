using System.Text;

namespace BotBottle.Controller.Folders;

/// <summary>
/// Parses the text of a git config with git itself, so that no other grammar decides: the host's git lists it from a pipe, in an empty environment, and obeys
/// none of it.
/// </summary>
/// <param name="git">The host's git; null if there is none.</param>
internal sealed class GitConfigReader(string? git)
{
    private const int MostBytes = 4 << 20;

    // a machine may be busy; settings that are not read in time are removed from the config
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, string> Environment = new() { ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_CONFIG_GLOBAL"] = "/dev/null" };

    /// <summary>Reads the settings in order: names in git's form (section and last part in lower case), and values; empty if there is none.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Null if git rejects it, or there is no git.</returns>
    public IReadOnlyList<KeyValuePair<string, string>>? Read(byte[] text)
    {
        if (git is null)
        {
            return null;
        }

        var (code, output, _) =
            GitProgram.Run(git, ["config", "--file", "-", "--null", "--list", "--no-includes"], Environment, "/", text, MostBytes, Patience);
        return code == 0 && output is not null ? [.. Entries(Encoding.Latin1.GetString(output))] : null; // Latin-1 keeps all bytes distinct
    }

    private static IEnumerable<KeyValuePair<string, string>> Entries(string listed) =>
        listed.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split('\n', 2))
            .Select(pair => KeyValuePair.Create(pair[0], pair.Length > 1 ? pair[1] : ""));
}
