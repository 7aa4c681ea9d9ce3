using System.CommandLine.Parsing;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary>A provider with a limit in tokens, as written on a command line: <c>claude=500k</c>.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Tokens">The limit, above 0; null if only the name was given.</param>
internal sealed record ProviderAmount(string Provider, long? Tokens)
{
    /// <summary>Reads one token of a command line.</summary>
    public static ProviderAmount Parse(ArgumentResult result) => Parse(result, result.Tokens[0].Value);

    /// <summary>Reads each token; a provider that is given twice is an error.</summary>
    public static ProviderAmount[] ParseAll(ArgumentResult result)
    {
        ProviderAmount[] amounts = [.. result.Tokens.Select(token => Parse(result, token.Value))];
        foreach (IGrouping<string, ProviderAmount> group in amounts.GroupBy(amount => amount.Provider).Where(group => group.Count() > 1))
        {
            result.AddError($"'{group.Key}' is given twice");
        }

        foreach (ProviderAmount amount in amounts.Where(amount => amount.Tokens is null))
        {
            result.AddError($"'{amount.Provider}' has no limit; write {amount.Provider}=500k");
        }

        return amounts;
    }

    private static ProviderAmount Parse(ArgumentResult result, string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            if (TokenAmount.TryParse(text, out _))
            {
                result.AddError($"'{text}': which provider? For example claude={text}");
                return new ProviderAmount(text, 0);
            }

            return new ProviderAmount(text, null);
        }

        if (equals > 0 && TokenAmount.TryParse(text.AsSpan(equals + 1), out long tokens) && tokens > 0)
        {
            return new ProviderAmount(text[..equals], tokens);
        }

        result.AddError($"'{text}' is not a budget; write PROVIDER=TOKENS, such as claude=500000, claude=500k or claude=5M");
        return new ProviderAmount(text, 0);
    }
}
