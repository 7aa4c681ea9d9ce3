using BotBottle.Controller.Commands;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Workspaces;

namespace BotBottle.Core.Tests.Controller.Workspaces;

/// <summary>Changed files that programs of the host obey, named apart from the rest.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ObeyedFileTests
{
    [TestCase("package.json", "a task runner")]
    [TestCase("packages/app/package.json", "a task runner")]
    [TestCase("sub/.vscode/tasks.json", "an editor")]
    [TestCase(".VSCode/tasks.json", "an editor")]
    [TestCase("MAKEFILE", "a task runner")]
    [TestCase(".github/workflows/ci.yml", "CI runs it")]
    [TestCase("deep/er/.envrc", "direnv")]
    [TestCase("x.code-workspace", "an editor")]
    [TestCase("sub/x.Code-Workspace", "an editor")]
    [TestCase("sub/CLAUDE.md", "agents on the host")]
    [TestCase("a/.git\nattributes", null)]
    [TestCase("src/configure/a.c", null)]
    [TestCase("src/package.json.txt", null)]
    [TestCase("github/workflows/ci.yml", null)]
    [TestCase("readme.md", null)]
    public void A_file_is_obeyed_in_any_folder_and_in_any_case(string path, string? why) =>
        Assert.That(HostExecuted.WhyObeyed(path), why is null ? Is.Null : Does.StartWith(why));

    [Test]
    public void Each_has_a_line_apart_and_no_name_makes_another()
    {
        ObeyedFile[] files = [new("Makefile", "it runs"), new("x\n  .envrc (harmless)\u001b[2K", "it runs")];
        Assert.That(WorkText.Obeyed(files), Is.EqualTo(new[]
        {
            "Programs of this host obey these files. Read them before you use the work:", "  Makefile (it runs)", "  x?  .envrc (harmless)?[2K (it runs)", "",
        }));
        Assert.That(WorkText.Obeyed([]), Is.Empty);
    }

    [Test]
    public void The_summary_hides_no_reason_behind_many_files()
    {
        ObeyedFile[] files = [.. Enumerable.Range(0, 100).Select(i => new ObeyedFile($"{i}/package.json", "it runs")), new("z/.envrc", "direnv runs it")];
        Assert.That(WorkText.Summary(files), Does.Contain("4/package.json and 95 more (it runs)\n").And.EndsWith("z/.envrc (direnv runs it)"));
    }
}
