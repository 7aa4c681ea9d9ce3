using System.CommandLine;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary>An option that takes one of a few words.</summary>
internal static class ChoiceOption
{
    /// <summary>Makes it, with completion, and a complaint that names the option and the words.</summary>
    public static Option<string?> Create(string name, string description, params string[] words) => Create(name, description, _ => null, words);

    /// <summary>Makes it, with an answer of its own to words that people bring along.</summary>
    public static Option<string?> Create(string name, string description, Func<string, string?> habit, params string[] words)
    {
        Option<string?> option = new(name) { Description = description, HelpName = string.Join('|', words) };
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !words.Contains(result.Tokens[0].Value))
            {
                string word = result.Tokens[0].Value;
                string nearest = habit(word) ?? (NearestKey.Find(word, words) is { } meant ? $"did you mean '{meant}'?" : "");
                result.AddError($"{name}: '{word}' is none of {string.Join(", ", words)}" + (nearest.Length > 0 ? $"; {nearest}" : ""));
            }
        });
        return option;
    }

    /// <summary>Makes it from the wire names of an enum.</summary>
    public static Option<string?> Create<T>(string name, string description) where T : struct, Enum =>
        Create(name, description, [.. Enum.GetValues<T>().Select(Core.Text.WireNames.Of)]);
}
