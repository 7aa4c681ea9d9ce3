using System.Security.Cryptography;
using System.Text;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Enforcement;

/// <summary>Makes the question to an operator before an action takes effect on runs at once.</summary>
internal static class OperatorQuestion
{
    private const int NamesShown = 20;

    /// <summary>Gets the question; null if the operator agreed to exactly this.</summary>
    /// <param name="consent">The operator's consent.</param>
    /// <param name="reached">The affected runs and the effect, a line each: the consent applies to these.</param>
    /// <param name="text">The question in words.</param>
    public static RefusedException? Of(Consent consent, IEnumerable<string> reached, string text)
    {
        if (!consent.Ask)
        {
            return null;
        }

        string question = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', reached.Order(StringComparer.Ordinal))))[..16]);
        return consent.Yes == question ? null : new RefusedException(ApiError.NeedsYes, text) { Question = question };
    }

    /// <summary>Joins names for a question, as many as are readable.</summary>
    public static string Names(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(NamesShown))
            + (names.Count > NamesShown ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" and {names.Count - NamesShown} more") : "");
}
