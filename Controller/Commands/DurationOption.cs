using System.CommandLine;
using System.CommandLine.Parsing;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary>An option whose value is a duration.</summary>
internal static class DurationOption
{
    /// <summary>Makes the option.</summary>
    public static Option<TimeSpan?> Create(string name, string description) => new(name)
    {
        Description = description, HelpName = "DURATION", CustomParser = result => Parse(name, result),
    };

    private static TimeSpan? Parse(string name, ArgumentResult result)
    {
        if (DurationText.TryParse(result.Tokens[0].Value, out TimeSpan duration))
        {
            return duration;
        }

        result.AddError($"{name}: '{result.Tokens[0].Value}' is not a duration; write 90m, 24h or 7d");
        return null;
    }
}
