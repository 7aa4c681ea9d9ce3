using System.CommandLine;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary>Makes options that take one of a few words.</summary>
internal static class ChoiceOption
{
    /// <summary>Makes one with completion, and with an error message that names the option and the words.</summary>
    public static Option<string?> Create(string name, string description, params string[] words) => Create(name, description, _ => null, words);

    /// <summary>Makes one that also explains words known from other programs.</summary>
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
                result.AddError($"{name}: '{word}' is not one of {string.Join(", ", words)}" + (nearest.Length > 0 ? $"; {nearest}" : ""));
            }
        });
        return option;
    }

    /// <summary>Makes one from the wire names of an enum.</summary>
    public static Option<string?> Create<T>(string name, string description) where T : struct, Enum =>
        Create(name, description, [.. Enum.GetValues<T>().Select(Core.Text.WireNames.Of)]);
}
