using System.CommandLine;
using System.Text.RegularExpressions;
using BotBottle.Controller.Commands;
using BotBottle.Core.Budgets;
using BotBottle.Core.Tests.Repository.Docs;

namespace BotBottle.Core.Tests.Controller.Commands;

/// <summary>Every command that a message advises is accepted by the program.</summary>
[Parallelizable(ParallelScope.All)]
public sealed partial class AdvisedCommandTests
{
    private static readonly string[] Folders = ["Core", "Controller", "Dashboard", "Proxy"];

    private static readonly RootCommand Tree = CommandTree.Build(new VerbHost().Host);

    [Test]
    public void Commands_that_a_budget_advises_parse(
        [Values("host", "run:brave-otter", "bottle:web", "agent:helper")] string scope, [Values("tokens", "requests")] string unit,
            [Values(1, 4_999, 1_000_000)] long limit)
    {
        BudgetRefusal spent = new(scope, "claude", unit, limit, limit + 7, 3, null);
        foreach (string advised in new[] { spent.HowToRaise(), spent.HowToReset(), $"bot-bottle run {spent.OwnBudget()} -- claude" })
        {
            Assert.That(Tree.Parse(advised["bot-bottle ".Length..]).Errors.Select(error => error.Message), Is.Empty, advised);
        }
    }

    [Test]
    public void Verbs_and_options_named_in_texts_exist()
    {
        List<string> wrong = [];
        int seen = 0;
        foreach ((string where, string advised) in Folders.SelectMany(folder => Advised(folder)))
        {
            seen++;
            if (Trouble(advised.Split(' ', StringSplitOptions.RemoveEmptyEntries)) is { } trouble)
            {
                wrong.Add($"{where}: bot-bottle {advised}: {trouble}");
            }
        }

        Assert.That(wrong, Is.Empty);
        Assert.That(seen, Is.GreaterThan(60), "texts were found");
    }

    [TestCase("budget reste claude", ExpectedResult = "'reste' is no verb of budget")]
    [TestCase("restor {run}", ExpectedResult = "'restor' is no verb of bot-bottle")]
    [TestCase("kill {run} --force", ExpectedResult = "kill has no --force")]
    [TestCase("run --budget claude=5k -- claude --model x", ExpectedResult = null)]
    public string? A_wrong_one_is_seen(string advised) => Trouble(advised.Split(' '));

    private static string? Trouble(string[] words)
    {
        Command command = Tree;
        foreach (string word in words.TakeWhile(word => word != "--"))
        {
            string bare = word.TrimEnd('.', ',', ';', ':', ')', '?');
            if (bare.StartsWith("--", StringComparison.Ordinal))
            {
                string option = bare.Split('=', '[', ']')[0];
                if (option != "--help" && !command.Options.Any(known => known.Name == option || known.Aliases.Contains(option)))
                {
                    return $"{command.Name} has no {option}";
                }
            }
            else if (command.Subcommands.FirstOrDefault(known => known.Name == bare) is { } verb)
            {
                command = verb;
            }
            else if (command.Subcommands.Count > 0 && command.Arguments.Count == 0 && Word().IsMatch(bare))
            {
                return $"'{bare}' is no verb of {(command == Tree ? "bot-bottle" : command.Name)}";
            }

            if (bare.Length < word.Length)
            {
                break; // the sentence continues
            }
        }

        return null;
    }

    /// <summary>The text after the program's name in the string literals of the sources.</summary>
    private static IEnumerable<(string Where, string Text)> Advised(string folder)
    {
        string root = Path.Combine(RepositoryTree.Root, folder);
        return from file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
               where !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
               from line in Continued().Replace(File.ReadAllText(file), "").Split('\n')
               where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
               from Match match in Literal().Matches(line)
               select (Path.GetRelativePath(root, file), match.Groups[1].Value);
    }

    [GeneratedRegex("""(?:["`'>]|: |with |write |or )bot-bottle ([a-z-][^"`']*)""")]
    private static partial Regex Literal();

    // A long text stands on several lines.
    [GeneratedRegex("""(?<!["\\])"\s*\n\s*\+ \$?"(?!")""")]
    private static partial Regex Continued();

    [GeneratedRegex("^[a-z]+$")]
    private static partial Regex Word();
}
