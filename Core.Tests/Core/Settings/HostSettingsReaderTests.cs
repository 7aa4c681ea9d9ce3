using BotBottle.Core.Budgets;
using BotBottle.Core.Settings;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Tests.Core.Settings;

[Parallelizable(ParallelScope.All)]
public sealed class HostSettingsReaderTests
{
    private const string Everything = """
        budget:
          claude: 5000000            # tokens; or a mapping:
          codex: {tokens: 2M, requests: 5000, window: 24h, enforcement: rate, warn_at: [0.95, 0.8], gate: strict}
          local: {requests: 10, warn_at: 0.5}
        shutdown: kill
        weights: {input: 1, cache_read: 0.1, cache_write: 1.25, output: 5}
        providers:
          local: {hosts: ["LLM.internal:8443", other.internal], format: openai}
        dlp:
          known_secrets: [NPM_TOKEN, ~/.netrc]
          allow: ["a documentation value", {regex: "^test_"}]
          rules: [{name: corp token, regex: "corp_[a-z0-9]{32}", severity: block}, {name: hint, regex: x, severity: warn}]
          approval_timeout: 300s
        upstream:
          ca: /path/extra-ca.pem
          resolve: {api.anthropic.com: "127.0.0.1:9443", api.openai.com: "[::1]:9443"}
        limits: {processes: 16k, memory: 16GiB, tmp: 512M, home: none}
        """;

    [Test]
    public void Every_key_of_the_contract_is_read()
    {
        HostSettings settings = HostSettingsReader.Read(Everything, "settings.yml");
        Assert.Multiple(() =>
        {
            Assert.That(settings.Policy.Budgets[0], Is.EqualTo(Budget.OfTokens(Scope.Host, "claude", 5_000_000, "settings.yml:2")));
            Assert.That(settings.Policy.Budgets[1] with { WarnAt = Budget.DefaultWarnAt }, Is.EqualTo(new Budget(
                Scope.Host, "codex", 2_000_000, 5000, BudgetWindow.Sliding(TimeSpan.FromHours(24)), BudgetEnforcement.Rate, BudgetGate.Strict,
                Budget.DefaultWarnAt, "settings.yml:3")));
            Assert.That(settings.Policy.Budgets[1].WarnAt, Is.EqualTo(new[] { 0.8, 0.95 }));
            Assert.That(settings.Policy.Budgets[2].WarnAt, Is.EqualTo(new[] { 0.5 }));
            Assert.That(settings.Policy.Shutdown, Is.EqualTo(CutoffPolicy.Kill));
            Assert.That(settings.Policy.Weights, Is.EqualTo(new Weights(1, 0.1m, 1.25m, 5)));
            Assert.That(settings.Policy.Providers, Is.EqualTo((string[])[.. HostPolicy.BuiltInProviders, "local"]));
            Assert.That(settings.Providers.Single().Name, Is.EqualTo("local"));
            Assert.That(settings.Providers.Single().Hosts, Is.EqualTo(new[] { "llm.internal:8443", "other.internal" }));
            Assert.That(settings.Providers.Single().Format, Is.EqualTo("openai"));
            Assert.That(settings.Dlp!.KnownSecrets, Is.EqualTo(new[] { "NPM_TOKEN", "~/.netrc" }));
            Assert.That(settings.Dlp.Allow, Is.EqualTo(new[] { new DlpAllowance("a documentation value", null), new DlpAllowance(null, "^test_") }));
            Assert.That(settings.Dlp.Rules, Is.EqualTo(new[]
            {
                new DlpRule("corp token", "corp_[a-z0-9]{32}", DlpSeverity.Block), new DlpRule("hint", "x", DlpSeverity.Warn),
            }));
            Assert.That(settings.Dlp.ApprovalTimeout, Is.EqualTo(TimeSpan.FromMinutes(5)));
            Assert.That(settings.Limits, Is.EqualTo(new LimitSettings(16_000, 16L << 30, 512L << 20, LimitSettings.None)));
            Assert.That(settings.Upstream.CertificateFile, Is.EqualTo("/path/extra-ca.pem"));
            Assert.That(settings.Upstream.Resolve, Is.EquivalentTo(new Dictionary<string, string>
            {
                ["api.anthropic.com"] = "127.0.0.1:9443", ["api.openai.com"] = "[::1]:9443",
            }));
        });
    }

    [TestCase("")]
    [TestCase("# nothing yet\n")]
    [TestCase("---\n")]
    [TestCase("{}")]
    public void An_empty_file_gives_the_defaults(string text)
    {
        HostSettings settings = HostSettingsReader.Read(text, "settings.yml");
        Assert.That(settings.Policy, Is.EqualTo(HostPolicy.Default with { Budgets = settings.Policy.Budgets, Providers = settings.Policy.Providers }));
        Assert.That(settings.Policy.Budgets, Is.Empty);
        Assert.That(settings.Policy.Providers, Is.EqualTo(HostPolicy.BuiltInProviders));
        Assert.That(settings.Upstream.Resolve, Is.Empty);
        Assert.That(settings.Limits, Is.EqualTo(LimitSettings.Default));
    }

    [TestCase("bugdet: {claude: 5}\n", "1:1", "unknown key 'bugdet'; did you mean 'budget'?")]
    [TestCase("frobnicate: 1\n", "1:1", "valid are budget, shutdown")]
    [TestCase("[budget]\n", "1:1", "settings: expected a mapping")]
    [TestCase("budget:\n", "1:8", "budget: expected a mapping (key: value), found nothing")]
    [TestCase("budget: 5\n", "1:9", "budget: '5' is incomplete; write: budget: {claude: 5}")]
    [TestCase("budget:\n  cluade: 5\n", "2:3", "budget: there is no provider 'cluade'; did you mean 'claude'?")]
    [TestCase("budget:\n  claude: 0\n", "2:11", "budget.claude: expected a whole number above 0")]
    [TestCase("budget:\n  claude: -5\n", "2:11", "found '-5'")]
    [TestCase("budget:\n  claude: ~\n", "2:11", "found nothing")]
    [TestCase("budget:\n  claude: [5]\n", "2:11", "expected a number of tokens, or a mapping, found a list")]
    [TestCase("budget:\n  claude: {window: 24h}\n", "2:11", "needs 'tokens' or 'requests'")]
    [TestCase("budget:\n  claude:\n    tokens: 5\n    token: 6\n", "4:5", "unknown key 'token' in budget.claude; did you mean 'tokens'?")]
    [TestCase("budget: {claude: {tokens: 5, window: hourly}}\n", "1:38", "budget.claude.window: expected none, daily")]
    [TestCase("budget: {claude: {tokens: 5, enforcement: maybe}}\n", "1:43", "one of hard, rate, soft, found 'maybe'")]
    [TestCase("budget: {claude: {tokens: 5, gate: open}}\n", "1:36", "one of off, paced, count, strict")]
    [TestCase("budget: {claude: {tokens: 5, warn_at: 80}}\n", "1:39", "a number from 0.01 to 0.99, found '80'")]
    [TestCase("budget: {claude: {tokens: 5, warn_at: \"0.8\\0\"}}\n", "1:39", "a number from 0.01 to 0.99")]
    [TestCase("shutdown: off\n", "1:11", "one of cutoff, freeze, kill, cutoff_provider, found 'off'")]
    [TestCase("shutdown: {}\n", "1:11", "shutdown: expected a value, found a mapping")]
    [TestCase("weights: {input: -1}\n", "1:18", "weights.input: expected a number from 0 to 1000")]
    [TestCase("dlp:\n  rejected: redact\n", "2:3", "unknown key 'rejected' in dlp of the settings; it belongs to dlp of a route")]
    [TestCase("dlp:\n  reject: redact\n", "2:3", "unknown key 'reject' in dlp; valid are known_secrets, allow, rules, approval_timeout")]
    [TestCase("weights: {cached: 1}\n", "1:11", "unknown key 'cached' in weights")]
    [TestCase("providers:\n  codex: {hosts: [a.b], format: openai}\n", "2:3", "built in")]
    [TestCase("providers:\n  claude: {hosts: [a.b], format: openai}\n", "2:3", "built in")]
    [TestCase("providers:\n  Local: {hosts: [a.b], format: openai}\n", "2:3", "cannot name a provider")]
    [TestCase("providers:\n  local: {hosts: [a.b]}\n", "2:10", "providers.local: needs 'format'")]
    [TestCase("providers:\n  local: {format: openai}\n", "2:10", "providers.local: needs 'hosts'")]
    [TestCase("providers:\n  local: {hosts: [], format: openai}\n", "2:10", "providers.local: needs 'hosts'")]
    [TestCase("providers:\n  local: {hosts: a.b, format: openai}\n", "2:18", "expected a list")]
    [TestCase("providers:\n  local: {hosts: ['*.b'], format: openai}\n", "2:19", "expected a host, or host:port, found '*.b'")]
    [TestCase("providers:\n  local: {hosts: ['a.b:0'], format: openai}\n", "2:19", "expected a host, or host:port")]
    [TestCase("providers:\n  l: {hosts: [a.b], format: openai}\n  m: {hosts: [a.b], format: openai}\n", "3:15", "belongs to the provider 'l' already")]
    [TestCase("dlp:\n  alow: [x]\n", "2:3", "did you mean 'allow'?")]
    [TestCase("dlp: {allow: [{regex: '('}]}\n", "1:23", "dlp.allow.regex: ")]
    [TestCase("dlp: {allow: [{regex: '(?=a)b'}]}\n", "1:23", "look-around")]
    [TestCase("dlp: {allow: [{}]}\n", "1:15", "needs 'regex'")]
    [TestCase("dlp: {rules: [{regex: a}]}\n", "1:15", "needs 'name'")]
    [TestCase("dlp: {rules: [{name: a}]}\n", "1:15", "needs 'regex'")]
    [TestCase("dlp: {rules: [{name: a, regex: b, severity: x}]}\n", "1:45", "one of block, warn")]
    [TestCase("dlp: {rules: [{name: a, regex: b}, {name: a, regex: c}]}\n", "1:36", "two rules are named 'a'")]
    [TestCase("dlp: {approval_timeout: 5}\n", "1:25", "a duration")]
    [TestCase("upstream: {resolve: {api.openai.com: 'localhost:1'}}\n", "1:38", "address:port")]
    [TestCase("upstream: {resolve: {api.openai.com: '127.0.0.1'}}\n", "1:38", "address:port")]
    [TestCase("upstream: {resolve: {api.openai.com: '127.1:5'}}\n", "1:38", "address:port")]
    [TestCase("upstream: {resolve: {'a b': '127.0.0.1:5'}}\n", "1:22", "expected a host name")]
    [TestCase("upstream: {resolve: {A.com: '127.0.0.1:5', a.com: '127.0.0.1:6'}}\n", "1:44", "is given twice")]
    [TestCase("upstream: {ca: \"a\\nb\"}\n", "1:16", "without control characters")]
    [TestCase("logins: work\n", "1:9", "logins: expected a mapping")]
    [TestCase("logins: {gemini: work}\n", "1:10", "logins: 'gemini' is no agent whose login is kept")]
    [TestCase("logins: {claude: a, anthropic: b}\n", "1:21", "logins: 'anthropic' is no agent whose login is kept, or is given twice")]
    [TestCase("logins: {claude: ../a}\n", "1:18", "logins.claude: expected a login's name")]
    [TestCase("limits: 5\n", "1:9", "limits: expected a mapping")]
    [TestCase("limits: {memroy: 16GiB}\n", "1:10", "unknown key 'memroy' in limits; did you mean 'memory'?")]
    [TestCase("limits: {memory: 16}\n", "1:18", "limits.memory: expected an amount from 64MiB, such as 16GiB or 512MiB, or none, found '16'")]
    [TestCase("limits: {memory: 1.5GiB}\n", "1:18", "an amount from 64MiB")]
    [TestCase("limits: {memory: -1GiB}\n", "1:18", "an amount from 64MiB")]
    [TestCase("limits: {memory: \"1GiB\\0\"}\n", "1:18", "an amount from 64MiB")]
    [TestCase("limits: {memory: 63MiB}\n", "1:18", "an amount from 64MiB")]
    [TestCase("limits: {memory: 99999999TiB}\n", "1:18", "an amount from 64MiB")]
    [TestCase("limits: {memory: \"none\"}\n", "1:18", "an amount from 64MiB")]
    [TestCase("limits: {home: }\n", "1:16", "limits.home: expected a value")]
    [TestCase("limits: {processes: 511}\n", "1:21", "limits.processes: expected a whole number from 512 to 4000000, or none, found '511'")]
    [TestCase("limits: {processes: 5M}\n", "1:21", "from 512 to 4000000")]
    public void A_mistake_is_refused_with_its_place_and_the_correct_form(string text, string place, string problem) =>
        Assert.That(
            () => HostSettingsReader.Read(text, "settings.yml"),
            Throws.TypeOf<ConfigurationException>().With.Message.StartsWith($"settings.yml:{place}: ").And.Message.Contains(problem));
}
