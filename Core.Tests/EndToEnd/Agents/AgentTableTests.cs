namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>docs/agents.md names the versions that are tested, and has no empty cell.</summary>
public sealed class AgentTableTests
{
    [TestCaseSource(nameof(Names))]
    public void Every_row_is_complete_and_of_the_pinned_version(string name)
    {
        Agent agent = KnownAgents.Named(name);
        Assert.That(AgentTable.Read(agent).Keys, Is.EqualTo(AgentTable.Columns), $"a row '{AgentTable.RowOf(agent)}' with all columns");
        Assert.That(AgentTable.Read(agent).Values, Has.None.Empty);
    }

    private static IEnumerable<string> Names => KnownAgents.All.Select(agent => agent.Name);
}
