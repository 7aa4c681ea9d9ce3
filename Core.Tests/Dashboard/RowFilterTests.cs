using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>The words of a filter.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class RowFilterTests
{
    [TestCase("", true)]
    [TestCase("ott", true)]
    [TestCase("OTTER web", true)]
    [TestCase("otter data", false)]
    [TestCase("!data", true)]
    [TestCase("!otter", false)]
    [TestCase("name:ott", true)]
    [TestCase("NAME:Otter", true)]
    [TestCase("bottle:otter", false)]
    [TestCase("agent:x", false, Description = "an empty field")]
    [TestCase("!agent:x", true)]
    [TestCase("state:running", true)]
    [TestCase("!state:running", false)]
    [TestCase("state:", true, Description = "still being typed")]
    [TestCase(">50%", true)]
    [TestCase(">82.4%", true)]
    [TestCase(">82.5%", false)]
    [TestCase("<50%", false)]
    [TestCase("!>50%", false)]
    [TestCase("web >50% state:run", true)]
    [TestCase(">x%", false, Description = "no bound, so a text")]
    [TestCase("run:otter", true, Description = "no field of that name, so a text")]
    [TestCase("run:heron", false)]
    [TestCase("!", false, Description = "a text")]
    [TestCase(":", true, Description = "a text, which the scope has")]
    public void Words_select_rows(string filter, bool passes) =>
        Assert.That(RowFilter.Of(filter).Passes(
            [("name", "otter"), ("agent", null), ("bottle", "web"), ("state", "running"), ("scope", "run:otter")], 0.825), Is.EqualTo(passes));

    [Test]
    public void A_row_without_a_limit_has_no_spent_part() => Assert.That(
        ((string[])[">0%", "<100%", "!>0%"]).Select(filter => RowFilter.Of(filter).Passes([("name", "otter")])), Is.EqualTo(new[] { false, false, true }));

    [Test]
    public void Screens_filter_by_their_fields()
    {
        string[] Runs(string filter) => [.. Rows.Runs(Typed(Samples.Three(), filter)).Select(run => run.View.Name).Order(StringComparer.Ordinal)];
        Assert.That(Runs("state:cut"), Is.EqualTo(new[] { "heron" }));
        Assert.That(Runs("!state:cut"), Is.EqualTo(new[] { "lynx", "otter" }));
        Assert.That(Runs("provider:claude >90%"), Is.EqualTo(new[] { "heron" }));
        string[] Budgets(string filter) => [.. Rows.Budgets(Typed(Samples.Three().Press('2'), filter)).Select(budget => budget.Scope)];
        Assert.That(Budgets("bottle:data"), Is.EqualTo(new[] { "bottle:data" }));
        Assert.That(Budgets("<50%"), Is.EqualTo(new[] { "host" }));
        Assert.That(Rows.Approvals(Typed(Samples.Three().Press('3'), "run:heron id:k7")).Single().Id, Is.EqualTo("k7q2m"));
        Assert.That(Rows.Events(Typed(Samples.Three().Press('4'), "kind:restore")).Single().First.Seq, Is.EqualTo(4));
    }

    [Test]
    public void Tab_names_the_fields_of_every_list([Values('1', '2', '3', '4')] char key)
    {
        DashboardState empty = Samples.Three().Press(key);
        DashboardState state = empty.Press('/', KeyKind.Tab);
        string[] fields = state.Prompt!.Hint!.Split(' ');
        Assert.That(fields, Is.Not.Empty.And.EquivalentTo(Rows.FieldsOf(state.Screen).Select(field => field + ":")));
        foreach (string field in fields)
        {
            DashboardState filtered = Typed(empty, field);
            Assert.That(
                Rows.Runs(filtered).Count * Rows.Budgets(filtered).Count * Rows.Approvals(filtered).Count * Rows.Events(filtered).Count, Is.Positive, field);
        }

        Assert.That(Typed(Samples.Three(), "otter !st").Press(KeyKind.Tab), Has.Property("Filter").EqualTo("otter !state:"));
    }

    private static DashboardState Typed(DashboardState state, string filter) => filter.Aggregate(state.Press('/'), (now, letter) => now.Press(letter));
}
