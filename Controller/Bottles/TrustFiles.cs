namespace BotBottle.Controller.Bottles;

/// <summary>The files that make a bottle's clients trust the run's CA, as the agent sees them.</summary>
/// <param name="Ca">The CA alone, PEM.</param>
/// <param name="Bundle">System roots and the CA, PEM.</param>
/// <param name="JavaStore">The same, as a Java truststore; null if Java finds it by default.</param>
internal sealed record TrustFiles(string Ca, string Bundle, string? JavaStore);
