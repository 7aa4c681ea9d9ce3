using BotBottle.Core.Budgets;
using BotBottle.Core.Settings;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Manifests;

/// <summary>Reads an agent's manifest.</summary>
public static class AgentReader
{
    private const int MaxWords = 1024;

    /// <summary>Reads an agent's definition.</summary>
    /// <param name="name">The file's name without <c>.md</c>.</param>
    /// <param name="text">The file's text.</param>
    /// <param name="file">The file's name, for messages and origins.</param>
    /// <param name="providers">The known providers.</param>
    /// <exception cref="ConfigurationException">The text is invalid.</exception>
    public static AgentManifest Read(string name, string text, string file, IReadOnlyList<string> providers)
    {
        ManifestText manifest = ManifestText.Read(text, file);
        YamlMapping front = manifest.Front;
        EarlierFormats.Refuse(front);
        front.AllowOnly("an agent", "bottle", "agent_provider", "git-gate", "budget", "shutdown", "command");
        YamlMapping? git = front.Find("git-gate")?.AsMapping("git-gate");
        git?.AllowOnly("an agent's git-gate", "user");
        return new AgentManifest(
            name,
            file,
            ManifestValues.ReadNames(front, "bottle"),
            ManifestValues.Read(front, "agent_provider", node => ManifestValues.ReadProvider(node, providers)),
            git?.Find("user") is { } user ? ManifestValues.ReadUser(user) : GitUser.None,
            front.Find("budget") is { } budget ? BudgetReader.Read(budget, Scope.Agent(name), [.. providers]) : [],
            ManifestValues.Read(front, "shutdown", node => node.ReadName<CutoffPolicy>("shutdown")),
            ManifestValues.Read(front, "command", ReadCommand),
            manifest.Body)
        {
            Login = ManifestValues.ReadLogin(front, providers),
        };
    }

    /// <summary>
    /// A list is the command and its arguments; a single text is a line for the shell, as in <c>claude -p "$(cat "$BOT_BOTTLE_PROMPT_FILE")"</c>.
    /// </summary>
    private static IReadOnlyList<string> ReadCommand(YamlNode node)
    {
        if (node is not YamlList list)
        {
            return ["/bin/sh", "-c", ReadWord(node.AsScalar("command"))];
        }

        return list.Items.Count is > 0 and <= MaxWords
            ? [.. list.Items.Select(item => ReadWord(item.AsScalar("command")))]
            : throw node.Expected("command", $"1 to {MaxWords} words");
    }

    private static string ReadWord(YamlScalar word) =>
        word.Text.Contains('\0', StringComparison.Ordinal) ? throw word.Expected("command", "a text without NUL") : word.Text;
}
