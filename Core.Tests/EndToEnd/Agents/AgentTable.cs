using System.Text.Json;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>
/// docs/agents.md, the table of each agent's abilities in a bottle. A test compares a cell with its observation; with BOT_BOTTLE_WRITE_DOCS=1 it writes the
/// cell.
/// </summary>
internal static class AgentTable
{
    public const string Interactive = "starts in a terminal, takes a turn";
    public const string OneShot = "one-shot";
    public const string Edit = "edits a file";
    public const string Command = "runs a command, the project's tests";
    public const string Commit = "commits";
    public const string Subagent = "subagent";
    public const string Refusal = "at a spent budget: refused calls, what is shown, end";
    public const string GoOn = "goes on after `budget set`";
    public const string Resume = "freeze, resume";

    /// <summary>The columns, in order.</summary>
    public static readonly IReadOnlyList<string> Columns = [Interactive, OneShot, Edit, Command, Commit, Subagent, Refusal, GoOn, Resume];

    private static readonly Lock Writing = new();

    private static readonly string Root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

    private static string File => Path.Combine(Root, "docs", "agents.md");

    /// <summary>The agent's name and pinned version, as in its row.</summary>
    public static string RowOf(Agent agent)
    {
        using JsonDocument package = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(Root, "Core.Tests/EndToEnd/Clients/package.json")));
        return $"{agent.Title} {package.RootElement.GetProperty("dependencies").GetProperty(agent.Package).GetString()}";
    }

    /// <summary>Every cell of an agent's row in the file, by column; empty without a row for this version.</summary>
    public static IReadOnlyDictionary<string, string> Read(Agent agent)
    {
        string? row = System.IO.File.ReadLines(File).FirstOrDefault(line => line.StartsWith($"| {RowOf(agent)} |", StringComparison.Ordinal));
        string[] cells = row is null ? [] : [.. row.Split('|')[2..^1].Select(cell => cell.Trim())];
        return Columns.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>Compares a cell with a test's observation, or writes it.</summary>
    public static void Saw(Agent agent, string column, string text)
    {
        if (Environment.GetEnvironmentVariable("BOT_BOTTLE_WRITE_DOCS") == "1")
        {
            Write(agent, column, text);
        }

        Assert.That(
            Read(agent).GetValueOrDefault(column, ""), Is.EqualTo(text),
            $"docs/agents.md, {RowOf(agent)}, {column}: it says otherwise than this run; BOT_BOTTLE_WRITE_DOCS=1 writes it anew");
    }

    private static void Write(Agent agent, string column, string text)
    {
        lock (Writing)
        {
            Dictionary<string, IReadOnlyDictionary<string, string>> rows = KnownAgents.All.ToDictionary(one => one.Name, Read);
            rows[agent.Name] = Columns.ToDictionary(one => one, one => one == column ? text : rows[agent.Name].GetValueOrDefault(one, ""));
            string[] lines = System.IO.File.ReadAllLines(File);
            int table = Array.FindIndex(lines, line => line.StartsWith("| agent |", StringComparison.Ordinal));
            int after = Array.FindIndex(lines, table, line => !line.StartsWith('|'));
            string[] written =
            [
                .. lines[..table],
                $"| agent | {string.Join(" | ", Columns)} |",
                $"|---|{string.Concat(Columns.Select(_ => "---|"))}",
                .. KnownAgents.All.Select(
                    one => $"| {RowOf(one)} | {string.Join(" | ", Columns.Select(name => rows[one.Name].GetValueOrDefault(name, "")))} |"),
                .. after < 0 ? [] : lines[after..],
            ];
            System.IO.File.WriteAllText(File, string.Join('\n', written) + "\n");
        }
    }
}
