using System.Security.Cryptography;
using System.Text;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Enforcement;

/// <summary>What an operator is asked before an action reaches runs at once.</summary>
internal static class OperatorQuestion
{
    private const int NamesShown = 20;

    /// <summary>The question; null where the operator agreed to exactly this.</summary>
    /// <param name="consent">What the operator said.</param>
    /// <param name="reached">Whom it reaches and how, a line each: a yes is for these.</param>
    /// <param name="text">The question, as the operator reads it.</param>
    public static RefusedException? Of(Consent consent, IEnumerable<string> reached, string text)
    {
        if (!consent.Ask)
        {
            return null;
        }

        string question = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', reached.Order(StringComparer.Ordinal))))[..16]);
        return consent.Yes == question ? null : new RefusedException(ApiError.NeedsYes, text) { Question = question };
    }

    /// <summary>Names for a question, as many as can be read.</summary>
    public static string Names(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(NamesShown)) + (names.Count > NamesShown ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" and {names.Count - NamesShown} more") : "");
}
