using BotBottle.Controller.Commands;
using BotBottle.Controller.Shared;

namespace BotBottle.Core.Tests.Controller.Definitions;

/// <summary><c>check</c> of a file with several mistakes: each is told with its line, and none that only follows from another.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class FurtherMistakesTests
{
    [TestCase("bottles/web.md", "---\ncarry: [node_modules]\n---\n", "2: warning: carry: has no effect without workspace: clone (here, ")]
    [TestCase("bottles/web.md", "---\nimage: debian\n---\n", "2: warning: image: has no effect without isolation: container (here, ")]
    [TestCase("bottles/web.md", "---\ncarry: [a]\nworkspace: clone\n---\n", null)]
    [TestCase("bottles/web.md", "---\nagent_provider: {claude: login:work}\n---\n", "2: warning: there is no login claude:work; no login is kept. A run ")]
    [TestCase("settings.yml", "logins: {codex: work}\n", " warning: there is no login codex:work; no login is kept. A run ")]
    public async Task A_key_without_effect_is_a_warning(string name, string text, string? told)
    {
        (int code, string said, string file) = await CheckAsync(name, text);
        Assert.That(code, Is.Zero, said);
        Assert.That(said, told is null ? Is.EqualTo($"ok  {file}\n") : Does.StartWith($"ok  {file}\n{file}:{told}"));
    }

    [TestCase("settings.yml", "budgte: {claude: 1M}\nshutdown: never\nweights: {input: 1}\nlimits:\n  memroy: 1\n", "1 2 5", TestName = "Keys of settings")]
    [TestCase("settings.yml", "budget:\n  claude: 5x\n  codex: 1M\n  gemini: lots\nshutdown: kill\n", "2 4", TestName = "Lines of a budget")]
    [TestCase("settings.yml", "providers:\n  own: {hots: [a.example]}\nbudget: {own: 1M}\n", "2", TestName = "A provider's mistake has no followers")]
    [TestCase("settings.yml", "budget: {claude: 1M\nshutdown: never\n", "", TestName = "A text that is no YAML has one mistake")]
    [TestCase(
        "routes.yml", "routes:\n- host: a.example\n  pathz: [x]\n- host: b.example\n- hots: c.example\n- host: 'bad host'\n", "3 5 6", TestName = "Routes")]
    [TestCase(
        "routes.yml", "routes:\n- host: a.example\n  matches:\n  - paths: [{type: prefix, value: v1}]\n  - methdos: [GET]\n", "4",
        TestName = "One route is one entry")]
    [TestCase("routes.yml", "rutes:\n- host: a.example\n", "1", TestName = "What is left out is no further mistake")]
    [TestCase(
        "bottles/web.md",
        "---\nsupervise: perhaps\nenv:\n  A: b\n  1C: d\nisolation: vm\n# a remark\negress:\n  routes:\n  - hots: a.example\n---\nbody\n", "2 5 6 10",
        TestName = "A bottle")]
    [TestCase("agents/helper.md", "---\nbottle: [a, 5]\ncommand: x\nshutdwon: kill\n---\n", "", TestName = "An agent")]
    public async Task Each_mistake_is_reported_with_its_line(string name, string text, string lines)
    {
        (int code, string said, string file) = await CheckAsync(name, text);
        Assert.That(code, Is.EqualTo(2), said);
        string[] told = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string numbers = string.Join(' ', told.Select(line => line[(file.Length + 1)..].Split(':')[0]));
        Assert.That(lines.Length == 0 ? $"{told.Length}" : numbers, Is.EqualTo(lines.Length == 0 ? "1" : lines), said);
    }

    private static async Task<(int Code, string Said, string File)> CheckAsync(string name, string text)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("bot-bottle-mistakes-");
        try
        {
            string file = Path.Combine(folder.FullName, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text);
            using StringWriter said = new() { NewLine = "\n" };
            CommandHost host = new(
                said, said, new Dictionary<string, string> { ["BOT_BOTTLE_HOME"] = folder.FullName }, folder.FullName, TimeProvider.System, Colours: false);
            return (await CommandLine.RunAsync(["check", file], host), said.ToString(), file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
