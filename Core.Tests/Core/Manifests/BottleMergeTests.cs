using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Manifests;
using BotBottle.Core.Routes;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Tests.Core.Manifests;

/// <summary>Each rule of merging, and each error of a chain with its place.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class BottleMergeTests
{
    /// <summary>child extends [left, right], left extends base: base, left, right, child.</summary>
    private static MemorySource Family() => new MemorySource()
        .With(
            "base",
            "env: {A: base, B: base, C: base, D: base}\negress:\n  log: all\n  routes: [{host: base.example}]\nshutdown: kill\nimage: base\nsupervise: false\n"
                + "share: [/data:ro, /logs]\nbudget: {claude: 100}")
        .With(
            "left",
            "extends: base\nenv: {B: left, C: left, D: left}\negress: {routes: [{host: left.example}]}\nagent_provider: claude\nbudget: {claude: 200, codex: "
                + "1}")
        .With("right", "env: {C: right, D: right}\negress: {log: off, routes: [{host: right.example}]}\nisolation: container\nshutdown: cutoff")
        .With(
            "child", "extends: [left, right]\nenv: {D: child}\negress: {routes: [{host: child.example}]}\nimage: child\nshare: [/data]\nbudget: {claude: 400}");

    [Test]
    public void Parents_come_first_in_order_and_scopes_are_nearest_first()
    {
        EffectiveBottle merged = Family().Merge("child");
        Assert.That(merged.Bottles, Is.EqualTo(new[] { "child", "right", "left", "base" }));
        Assert.That(merged.Routes.Select(route => route.Host), Is.EqualTo(new[] { "base.example", "left.example", "right.example", "child.example" }));
        Assert.That(merged.Routes.Select(route => route.Origin.ToString()), Is.EqualTo(new[] { "base.md:5", "left.md:4", "right.md:3", "child.md:4" }));
    }

    [Test]
    public void Variables_are_merged_by_key_and_the_later_one_applies()
    {
        EffectiveBottle merged = Family().Merge("child");
        Assert.That(
            merged.Env.ToDictionary(entry => entry.Key, entry => $"{entry.Value.Value.Text} {entry.Value.Mark}"), Is.EquivalentTo(new Dictionary<string, string>
        {
            ["A"] = "base base.md:2:10", ["B"] = "left left.md:3:10", ["C"] = "right right.md:2:10", ["D"] = "child child.md:3:10",
        }));
    }

    [Test]
    public void Scalars_are_inherited_unless_they_are_written()
    {
        EffectiveBottle merged = Family().Merge("child");
        Assert.Multiple(() =>
        {
            Assert.That(merged.Log!.Value, Is.EqualTo(EgressLog.Off));
            Assert.That(merged.Log.Mark.ToString(), Is.EqualTo("right.md:3:15"));
            Assert.That(merged.Shutdown!.Value, Is.EqualTo(CutoffPolicy.Cutoff));
            Assert.That(merged.Image!.Value, Is.EqualTo("child"));
            Assert.That(merged.Isolation!.Value, Is.EqualTo(IsolationKind.Container));
            Assert.That(merged.Supervise!.Value, Is.False);
            Assert.That(merged.AgentProvider!.Mark.File, Is.EqualTo("left.md"));
            Assert.That(merged.Shares.Select(share => share.Value), Is.EqualTo(new[] { "/logs", "/data" }));
        });
    }

    [Test]
    public void Allowed_hosts_accumulate()
    {
        EffectiveBottle merged = new MemorySource()
            .With("base", "allow: npm")
            .With("child", "extends: base\nallow: [\"*.example.com\", npm, pypi]")
            .Merge("child");
        Assert.That(merged.Allow.Select(word => $"{word.Value} {word.Mark}"),
            Is.EqualTo(new[] { "npm base.md:2:8", "*.example.com child.md:3:9", "pypi child.md:3:31" }));
    }

    [TestCase("allow: [npm, nmp]", "child.md:2:14: allow: there is no preset 'nmp'; did you mean 'npm'?")]
    [TestCase("allow: {npm: true}", "child.md:2:8: allow:")]
    [TestCase("allow: https://example.com/", "child.md:2:8: allow: 'https://example.com/' is a URL; write the host alone: example.com")]
    public void An_unknown_word_under_allow_is_an_error(string front, string problem) =>
        Assert.That(() => new MemorySource().With("child", front).Merge("child"), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith(problem));

    [Test]
    public void Budgets_are_never_merged()
    {
        Assert.That(
            Family().Merge("child").Budgets.Select(budget => $"{budget.Scope} {budget.Provider} {budget.Tokens} {budget.Origin}"),
            Is.EquivalentTo(new[] { "bottle:base claude 100 base.md:10", "bottle:left claude 200 left.md:6", "bottle:left codex 1 left.md:6",
                "bottle:child claude 400 child.md:7" }));
    }

    [Test]
    public void Several_bottles_are_merged_like_parents()
    {
        EffectiveBottle merged = Family().Merge("right", "left");
        Assert.That(merged.Bottles, Is.EqualTo(new[] { "left", "base", "right" }));
        Assert.That(merged.Env["C"].Value.Text, Is.EqualTo("left"));
        Assert.That(merged.Shutdown!.Value, Is.EqualTo(CutoffPolicy.Kill));
    }

    [Test]
    public void A_parent_reached_twice_counts_once_at_its_first_place()
    {
        MemorySource diamond = new MemorySource().With("a", "egress: {routes: [{host: a.example}]}").With("b", "extends: a").With("c", "extends: a")
            .With("d", "extends: [b, c]");
        Assert.That(diamond.Merge("d").Bottles, Is.EqualTo(new[] { "d", "c", "b", "a" }));
        Assert.That(diamond.Merge("d").Routes, Has.Count.EqualTo(1));
        Assert.That(diamond.Merge("a", "b").Bottles, Is.EqualTo(new[] { "b", "a" }));
    }

    [Test]
    public void Repositories_are_merged_by_name_and_field_and_an_empty_mapping_clears_them()
    {
        MemorySource source = new MemorySource()
            .With(
                "base",
                "git-gate:\n  user: {name: Base, email: base@example}\n  repos:\n    one: {url: ssh://git@h/one, identity: ~/.ssh/one}\n    two: {url: "
                    + "git@h:two}")
            .With("field", "extends: base\ngit-gate: {user: {email: f@example}, repos: {one: {identity: ~/.ssh/other, host_key: h ssh-ed25519 AAAA}}}")
            .With("drop", "extends: field\ngit-gate: {repos: {two: {}}}")
            .With("clear", "extends: field\ngit-gate: {repos: {}}");
        EffectiveBottle field = source.Merge("field");
        Assert.That(field.GitUser.Name!.Value + field.GitUser.Email!.Value, Is.EqualTo("Basef@example"));
        Assert.That(field.Repositories["one"].Url!.Value, Is.EqualTo("ssh://git@h/one"));
        Assert.That(field.Repositories["one"].Identity!.Mark.File, Is.EqualTo("field.md"));
        Assert.That(source.Merge("drop").Repositories.Keys, Is.EqualTo(new[] { "one" }));
        Assert.That(source.Merge("clear").Repositories, Is.Empty);
    }

    [Test]
    public void Files_outside_the_chain_are_not_read()
    {
        MemorySource source = Family().With("broken", "no: such: yaml");
        source.Merge("left");
        Assert.That(source.Read, Is.EqualTo(new[] { "left", "base" }));
    }

    [TestCase("extends: a", "a.md:2:14: extends: circular chain: bottle → a → bottle", "extends: [b, bottle]", TestName = "Circle")]
    [TestCase("extends: bottle", "bottle.md:2:10: extends: circular chain: bottle → bottle", null, TestName = "Circle_of_one")]
    [TestCase("extends: [b, botle]", "bottle.md:2:14: there is no bottle 'botle' (botle.md); did you mean 'bottle'?", "env: {}", TestName = "Unknown_parent")]
    [TestCase("extends: [b, b]", "bottle.md:2:14: extends: 'b' is given twice", null, TestName = "Parent_twice")]
    [TestCase("extends: a\negress: {routes: [{host: x.example, matches: [{methods: [GET]}]}]}",
        "bottle.md:3:1: the route for x.example never applies: a.md:2 (x.example) matches all of its requests first. Put the narrower route before the wider "
            + "one, or remove it", "egress: {routes: [{host: x.example}]}", TestName = "Unreachable_route")]
    [TestCase("extends: a", "a.md:2:20: git-gate.repos.r: needs 'url', here or in a parent", "git-gate: {repos: {r: {identity: k}}}",
        TestName = "Repository_without_url")]
    [TestCase("extends: a", "a.md:3:1: unknown key 'shutdwn' in a bottle; did you mean 'shutdown'?", "env: {}\nshutdwn: kill",
        TestName = "Unknown_key_in_a_parent")]
    public void An_error_names_its_place(string front, string message, string? a)
    {
        MemorySource source = new MemorySource().With("bottle", front).With("b", "env: {}");
        if (a is not null)
        {
            source.With("a", a);
        }

        Assert.That(Assert.Throws<ConfigurationException>(() => source.Merge("bottle"))!.Message, Is.EqualTo(message));
    }

    [TestCase("{host: '*.x.example'}", "{host: a.x.example}", true)]
    [TestCase("{host: '*.x.example'}", "{host: '*.a.x.example'}", true)]
    [TestCase("{host: '*.x.example'}", "{host: '*.x.example'}", true)]
    [TestCase("{host: '*.x.example'}", "{host: x.example}", false)]
    [TestCase("{host: a.x.example}", "{host: '*.x.example'}", false)]
    [TestCase("{host: x.example}", "{host: 'x.example:443'}", true)]
    [TestCase("{host: x.example}", "{host: 'x.example:8443'}", false)]
    [TestCase("{host: 'x.example:443'}", "{host: x.example}", false)]
    [TestCase("{host: x.example, matches: [{methods: [GET]}]}", "{host: x.example}", false)]
    [TestCase("{host: x.example, matches: [{methods: [GET, PUT]}]}", "{host: x.example, matches: [{methods: [GET]}]}", true)]
    [TestCase("{host: x.example, matches: [{methods: [GET]}, {methods: [PUT]}]}",
        "{host: x.example, matches: [{methods: [PUT], paths: [{type: prefix, value: /a}]}]}", true)]
    [TestCase("{host: x.example, matches: [{paths: [{type: prefix, value: /a}]}]}", "{host: x.example, matches: [{paths: [{type: exact, value: /a/b}]}]}",
        true)]
    [TestCase("{host: x.example, matches: [{paths: [{type: prefix, value: /a}]}]}", "{host: x.example, matches: [{paths: [{type: exact, value: /ab}]}]}",
        false)]
    [TestCase("{host: x.example, matches: [{paths: [{type: prefix, value: /a}]}]}", "{host: x.example, matches: [{paths: [{type: regex, value: /a/.*}]}]}",
        false)]
    [TestCase("{host: x.example, matches: [{headers: [{name: T, value: a}]}]}",
        "{host: x.example, matches: [{headers: [{name: T, value: a}, {name: U, value: b}]}]}", true)]
    [TestCase("{host: x.example, matches: [{headers: [{name: T, value: a}]}]}", "{host: x.example, matches: [{headers: [{name: T, value: b}]}]}", false)]
    public void Unreachable_routes_are_refused(string earlier, string later, bool refused)
    {
        MemorySource source = new MemorySource().With("b", $"egress:\n  routes:\n    - {earlier}\n    - {later}");
        Assert.That(() => source.Merge("b"), refused
            ? Throws.TypeOf<ConfigurationException>().With.Message.StartsWith("b.md:5:1: ").And.Message.Contains("b.md:4 (") : Throws.Nothing);
    }
}
