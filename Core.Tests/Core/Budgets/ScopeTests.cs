using BotBottle.Core.Budgets;

namespace BotBottle.Core.Tests.Core.Budgets;

[Parallelizable(ParallelScope.All)]
public sealed class ScopeTests
{
    [TestCase("host", ScopeKind.Host, null)]
    [TestCase("bottle:dev", ScopeKind.Bottle, "dev")]
    [TestCase("agent:code.review_2", ScopeKind.Agent, "code.review_2")]
    [TestCase("repository:fixer-1a2b3c4d", ScopeKind.Repository, "fixer-1a2b3c4d")]
    [TestCase("run:brave-otter", ScopeKind.Run, "brave-otter")]
    public void A_scope_is_read_and_written(string text, ScopeKind kind, string? id)
    {
        Assert.That(Scope.TryParse(text, out Scope scope), Is.True);
        Assert.That((scope.Kind, scope.Id, scope.ToString()), Is.EqualTo((kind, id, text)));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("Host")]
    [TestCase("host:")]
    [TestCase("host:x")]
    [TestCase("run")]
    [TestCase("run:")]
    [TestCase(":x")]
    [TestCase("team:x")]
    [TestCase("run:-x")]
    [TestCase("run:a b")]
    [TestCase("run:a:b")]
    [TestCase("run:a%")]
    [TestCase("run:é")]
    public void An_invalid_scope_is_refused(string? text) => Assert.That(Scope.TryParse(text, out _), Is.False);

    [Test]
    public void Names_have_at_most_128_characters()
    {
        Assert.That(Scope.TryParse("run:" + new string('a', 128), out _), Is.True);
        Assert.That(Scope.TryParse("run:" + new string('a', 129), out _), Is.False);
    }

    [Test]
    public void The_chain_is_nearest_first_without_duplicates() => Assert.That(
        ScopeChain.Of("r1", "reviewer", ["dev", "base", "dev"]).Select(scope => scope.ToString()),
        Is.EqualTo(new[] { "run:r1", "agent:reviewer", "bottle:dev", "bottle:base", "host" }));

    [Test]
    public void The_chain_of_a_repository_agent_includes_the_operators_agent_of_that_name() => Assert.That(
        ScopeChain.Of("r1", "reviewer", ["dev"], "reviewer-1a2b3c4d").Select(scope => scope.ToString()),
        Is.EqualTo(new[] { "run:r1", "agent:reviewer", "repository:reviewer-1a2b3c4d", "bottle:dev", "host" }));

    [Test]
    public void The_chain_without_agent_and_bottle_is_run_and_host() => Assert.That(
        ScopeChain.Of("r1", null, []).Select(scope => scope.ToString()), Is.EqualTo(new[] { "run:r1", "host" }));
}
