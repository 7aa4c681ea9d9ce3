using Microsoft.AspNetCore.Http;

namespace BotBottle.Core.Tests.EndToEnd.RealWork;

/// <summary>git and curl against GitHub's names: reading is allowed, writing is not.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class GitHubTests
{
    [Test]
    public async Task Cloning_and_reading_work_but_pushing_and_posting_do_not()
    {
        await using CliHost host = await CliHost.StartAsync();
        string repositories = Path.Combine(host.Root, "git");
        await GitSite.CreateAsync(Path.Combine(repositories, "team"), "tool");
        Registry registry = new Registry()
            .With("github.com/team/tool", context => GitSite.ServeAsync(context, repositories))
            .With("api.github.com/repos/team/tool", """{"name":"tool"}""")
            .With("api.github.com/repos/team/tool/issues", context => context.Response.WriteAsync("written"))
            .With("raw.githubusercontent.com/team/tool/main/file", "hello\n", "text/plain");
        CommandResult result = await Project.WorkAsync(
            host, "github", registry, """
                git clone -q https://github.com/team/tool.git && cd tool && git fetch -q && cat file
                curl -sS https://raw.githubusercontent.com/team/tool/main/file
                curl -sS https://api.github.com/repos/team/tool; echo
                git -c user.name=t -c user.email=t@example.com commit -q --allow-empty -m more; git push -q origin HEAD:other
                curl -sS -d '{"title":"x"}' https://api.github.com/repos/team/tool/issues
                """,
            ("readme", ""));
        Assert.That(
            result.Output, Does.StartWith("hello\nhello\n{\"name\":\"tool\"}\n").And.Contain("none of preset github (api.github.com)"), result.ToString());
        Assert.That(result.Error, Does.Contain("remote: Bot Bottle: git push over HTTPS"), result.ToString());
        Assert.That(registry.Requests.Where(request => request.StartsWith("POST", StringComparison.Ordinal)).Distinct(),
            Is.EqualTo(new[] { "POST github.com/team/tool.git/git-upload-pack" }));
    }
}
