using System.Text;

namespace BotBottle.Controller.Folders;

/// <summary>Reads the text of a git config as git itself does, so that no other reading of its grammar decides: the host's git lists it from a pipe, in an empty environment, and obeys nothing of it.</summary>
/// <param name="git">The host's git; null where there is none.</param>
internal sealed class GitConfigReader(string? git)
{
    private const int MostBytes = 4 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // a machine may be busy; what was not read in time is taken out of the config

    private static readonly Dictionary<string, string> Environment = new() { ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_CONFIG_GLOBAL"] = "/dev/null" };

    /// <summary>The settings in their order: names as git writes them (section and last part in lower case), and values; empty where there is none.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Null where git does not take it, or there is no git.</returns>
    public IReadOnlyList<KeyValuePair<string, string>>? Read(byte[] text)
    {
        if (git is null)
        {
            return null;
        }

        var (code, output, _) = GitProgram.Run(git, ["config", "--file", "-", "--null", "--list", "--no-includes"], Environment, "/", text, MostBytes, Patience);
        return code == 0 && output is not null ? [.. Entries(Encoding.Latin1.GetString(output))] : null; // each byte is told from each other
    }

    private static IEnumerable<KeyValuePair<string, string>> Entries(string listed) =>
        listed.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split('\n', 2)).Select(pair => KeyValuePair.Create(pair[0], pair.Length > 1 ? pair[1] : ""));
}
