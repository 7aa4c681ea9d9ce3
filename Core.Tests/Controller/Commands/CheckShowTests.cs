using BotBottle.Controller.Commands;
using BotBottle.Controller.Shared;

namespace BotBottle.Core.Tests.Controller.Commands;

/// <summary><c>check --show</c> prints the result of a chain and the source of each line.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class CheckShowTests
{
    [Test]
    public async Task A_chain_of_three_levels_with_two_parents_is_shown()
    {
        DirectoryInfo root = Directory.CreateTempSubdirectory("check-show-");
        try
        {
            Directory.CreateDirectory(Path.Combine(root.FullName, "home", "bottles"));
            Write("root", """
                env:
                  ONE: root
                  TWO: root
                shutdown: kill
                egress:
                  log: blocks
                  routes:
                  - host: root.example
                git-gate:
                  user: {name: Root, email: root@example.com}
                  repos:
                    site: {url: "ssh://git@git.example/site.git", identity: ~/.ssh/root, host_key: "ssh-ed25519 AAAA"}
                    gone: {url: "ssh://git@git.example/gone.git"}
                share: [/srv/data:ro]
                budget: {claude: 1M}
                """);
            Write("left", """
                extends: root
                env: {TWO: left, THREE: left}
                egress:
                  routes:
                  - {host: left.example, matches: [{methods: [GET], paths: [{type: prefix, value: /v1}]}]}
                git-gate:
                  repos:
                    site: {identity: ~/.ssh/left}
                shutdown: cutoff
                """);
            Write("right", """
                extends: root
                agent_provider: claude
                env: {THREE: right, FOUR: "?Which ticket"}
                egress:
                  routes:
                  - {host: right.example, auth_scheme: Bearer, token_env: RIGHT_TOKEN, dlp: {outbound_on_match: block, rejected: refuse}}
                git-gate:
                  repos: {gone: {}}
                budget: {codex: {requests: 50, window: daily, enforcement: rate}}
                """);
            Write("leaf", """
                extends: [left, right]
                env: {FIVE: leaf}
                egress: {log: all}
                allow: [pypi, docs.example]
                git-gate: {user: {email: leaf@example.com}}
                supervise: false
                share: [/srv/data, ~/notes]
                budget: {claude: 200k}
                """);
            StringWriter output = new() { NewLine = "\n" };
            StringWriter error = new() { NewLine = "\n" };
            CommandHost host = new(
                output, error, new Dictionary<string, string> { ["BOT_BOTTLE_HOME"] = Path.Combine(root.FullName, "home") }, root.FullName, TimeProvider.System,
                Colours: false);
            int code = await CommandLine.RunAsync(["check", "--show", "leaf"], host);
            Assert.That((code, error.ToString()), Is.EqualTo((0, "")));
            Assert.That(output.ToString(), Is.EqualTo("""
                KEY                           VALUE                                                                                      FROM
                bottles                       leaf > right > left > root                                                                 nearest first
                env.FIVE                      leaf                                                                                       bottles/leaf.md:3
                env.FOUR                      asked at launch: Which ticket                                                              bottles/right.md:4
                env.ONE                       root                                                                                       bottles/root.md:3
                env.THREE                     right                                                                                      bottles/right.md:4
                env.TWO                       left                                                                                       bottles/left.md:3
                agent_provider                claude                                                                                     bottles/right.md:3
                supervise                     false                                                                                      bottles/leaf.md:7
                git-gate.user.name            Root                                                                                       bottles/root.md:11
                git-gate.user.email           leaf@example.com                                                                           bottles/leaf.md:6
                shutdown                      cutoff                                                                                     bottles/left.md:10
                egress.log                    all                                                                                        bottles/leaf.md:4
                dlp.outbound_on_match         redact towards model providers, else refused                                               default
                egress.routes[0]              root.example                                                                               bottles/root.md:9
                egress.routes[1]              left.example, only GET prefix /v1                                                          bottles/left.md:6
                egress.routes[2]              right.example, with authorization from $RIGHT_TOKEN, finds: block, rejected finds: refuse  bottles/right.md:7
                allow                         pypi                                                                                       bottles/leaf.md:5
                allow.pypi[0]                 pypi.org, only GET|HEAD                                                                    preset pypi
                allow.pypi[1]                 files.pythonhosted.org, only GET|HEAD                                                      preset pypi
                allow                         docs.example                                                                               bottles/leaf.md:5
                allow.docs.example[0]         docs.example, git fetch                                                                    bottles/leaf.md:5
                git-gate.repos.site.url       ssh://git@git.example/site.git                                                             bottles/root.md:13
                git-gate.repos.site.identity  ~/.ssh/left                                                                                bottles/left.md:9
                git-gate.repos.site.host_key  ssh-ed25519 AAAA                                                                           bottles/root.md:13
                share                         /srv/data                                                                                  bottles/leaf.md:8
                share                         ~/notes                                                                                    bottles/leaf.md:8
                budget.claude of bottle:root  1,000,000 tokens, hard                                                                     bottles/root.md:16
                budget.codex of bottle:right  50 requests, window daily, rate                                                            bottles/right.md:10
                budget.claude of bottle:leaf  200,000 tokens, hard                                                                       bottles/leaf.md:9

                """));
        }
        finally
        {
            root.Delete(recursive: true);
        }

        void Write(string name, string front) =>
            File.WriteAllText(Path.Combine(root.FullName, "home", "bottles", $"{name}.md"), $"---\n{front}\n---\nFor people.\n");
    }
}
