namespace BotBottle.Core.Providers;

/// <summary>The host's key for one provider, injected in place of whatever the agent sent.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Variable">The host variable it came from, for messages.</param>
/// <param name="Secret">The key itself.</param>
public sealed record ProviderCredential(string Provider, string Variable, string Secret)
{
    /// <summary>Names the variable only, so that the secret stays out of logs.</summary>
    public override string ToString() => $"{Provider} from {Variable}";
}
