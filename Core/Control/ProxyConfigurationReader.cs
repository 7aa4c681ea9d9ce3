using System.Text.Json;
using BotBottle.Core.Certificates;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Settings;

namespace BotBottle.Core.Control;

/// <summary>
/// Reads the JSON that <see cref="ControlJson"/> writes of a <see cref="ProxyConfiguration"/>, in a fraction of the time that JIT-compiling the serializer's
/// code takes.
/// </summary>
public static class ProxyConfigurationReader
{
    /// <summary>Reads a configuration to the end of <paramref name="json"/>.</summary>
    /// <param name="json">One JSON document, UTF-8.</param>
    /// <exception cref="JsonException">The text is not the JSON of a configuration. The message names the place and quotes no value.</exception>
    public static ProxyConfiguration Read(Stream json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return JsonFields.Read(document.RootElement, "$", Configuration);
        }
        catch (InvalidOperationException exception)
        {
            // The text is not UTF-8, or holds half a surrogate pair.
            throw new JsonException(exception.Message, exception);
        }
    }

    private static ProxyConfiguration Configuration(JsonFields all) =>
        new(all.List("runs", Run), all.Object("upstream", Upstream), all.List("providers", Provider));

    private static UpstreamConfiguration Upstream(JsonFields upstream) => new(upstream.TextOrNull("certificate_authorities"), upstream.Map("resolve"));

    private static ProviderConfiguration Provider(JsonFields provider) =>
        new(provider.Text("name"), provider.Texts("hosts"), provider.Text("format"), provider.TextOrNull("preset"));

    private static ProxyRun Run(JsonFields run) => new(
        run.Text("run"), run.Text("name"), run.List("listeners", Listener), run.Object("certificate_authority", Authority),
        run.List("credentials", Credential), run.List("secrets", Secret), run.Flag("agent_credentials"), run.ObjectOrNull("routes", Routes),
        run.ObjectOrNull("controller", Controller), run.TextOrNull("spool"), run.TextOrNull("password"), run.BytesOrNull("fingerprint_key"),
        run.ObjectOrNull("dlp", Dlp), run.Flag("unsupervised"), run.ListOrNull("logins", Login));

    private static ProxyLogin Login(JsonFields login) => new(login.Text("agent"), login.Text("name"), login.Text("path"));

    private static ProxyListener Listener(JsonFields listener) =>
        new(listener.Choice<ListenerKind>("kind"), listener.Int32OrNull("descriptor"), listener.TextOrNull("endpoint"));

    private static CertificateAuthorityPem Authority(JsonFields authority) => new(authority.Text("certificate"), authority.Text("key"));

    private static ProviderCredential Credential(JsonFields credential) =>
        new(credential.Text("provider"), credential.Text("variable"), credential.Text("secret"));

    private static RouteSecret Secret(JsonFields secret) => new(secret.Text("variable"), secret.Text("secret"));

    private static ControllerAddress Controller(JsonFields controller) => new(controller.Text("socket"), controller.Text("token"));

    private static DlpConfiguration Dlp(JsonFields dlp) => new(
        dlp.List("known_secrets", known => new SecretValue(known.Text("name"), known.Text("value"))),
        dlp.List("allow", allowed => new DlpAllowance(allowed.TextOrNull("value"), allowed.TextOrNull("pattern"))),
        dlp.List("rules", rule => new DlpRule(rule.Text("name"), rule.Text("pattern"), rule.Choice<DlpSeverity>("severity"))));

    private static RouteSet Routes(JsonFields set) => new(set.Int64("version"), set.Choice<EgressLog>("log"), set.List("routes", Route));

    private static Route Route(JsonFields route) => new(
        route.Object("origin", origin => new RouteOrigin(origin.Text("file"), origin.Int32("line"))), route.Text("host"),
        route.ObjectOrNull("auth", auth => new RouteAuth(auth.Choice<AuthScheme>("scheme"), auth.Text("variable"))),
        route.Flag("agent_credentials"), route.TextsOrNull("tools"), route.ListOrNull("matches", Match), route.Flag("git_fetch"),
        route.ObjectOrNull("dlp", RouteDlp),
        route.Flag("unmetered"));

    private static RouteDlp RouteDlp(JsonFields dlp) => new(
        dlp.TextsOrNull("outbound"), dlp.TextsOrNull("inbound"), dlp.ChoiceOrNull<DlpReaction>("on_match"), dlp.ChoiceOrNull<RejectedReaction>("rejected"))
    {
        OnInboundMatch = dlp.ChoiceOrNull<InboundReaction>("on_inbound_match"),
    };

    private static RouteMatch Match(JsonFields match) => new(
        match.ListOrNull("paths", path => new PathRule(path.Choice<PathRuleType>("type"), path.Text("value"))), match.TextsOrNull("methods"),
        match.ListOrNull("headers", header => new HeaderRule(header.Text("name"), header.Text("value"), header.Choice<HeaderRuleType>("type"))));
}
