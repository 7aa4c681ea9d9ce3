namespace BotBottle.Core.Dlp;

/// <summary>Keys that vendors print in their documentation. They open nothing, so that they are no findings.</summary>
public static class ExampleKeys
{
    private const string Aws = "docs.aws.amazon.com, IAM identifiers and access keys (page not opened)";
    private const string Stripe = "docs.stripe.com, API keys (page not opened)";
    private const string JwtIo = "jwt.io, debugger (page not opened)";
    private const string Firebase = "allow lists of gitleaks (420a0f5) and Kingfisher (05c396a): keys of SDK samples, 2026-11";
    private const string Emulator = "learn.microsoft.com, Azurite and Cosmos DB emulator (page not opened)";

    /// <summary>All keys.</summary>
    public static IReadOnlyList<ExampleKey> All { get; } =
    [
        new("AKIAIOSFODNN7EXAMPLE", Aws),
        new("AKIAI44QH8DHBEXAMPLE", Aws),
        new("ASIAIOSFODNN7EXAMPLE", Aws),
        new("ASIAI44QH8DHBEXAMPLE", Aws),
        new("sk_test_4eC39HqLyjWDarjtT1zdp7dc", Stripe),
        new("sk_test_BQokikJOvBiI2HlWgH4olfQ2", Stripe),
        new("sk_test_tR3PYbcVNZZ796tH88S4VQ2u", Stripe),
        new("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ"
            + ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c", JwtIo),
        new("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiYWRtaW4iOnRydWUsImlhdCI6MTUxNjIzOTAyMn0"
            + ".KMUFsIDTnFmyG3nMiGM6H9FNFUROf3wh7SmqJp-QV30", JwtIo),
        new("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiYWRtaW4iOnRydWV9"
            + ".TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ", JwtIo),
        new("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
            + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "RFC 7519 section 3.1, RFC 7515 appendix A.1"),
        new("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzb21lIjoicGF5bG9hZCJ9.4twFt5NiznN84AWoo1d7KO1T_yoc0Z6XOpOVswacPZg", "PyJWT 2.6, README, 2026-11"),
        new("AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==", Emulator),
        new("AccountKey=C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==", Emulator),
        new("hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX", "docs.slack.dev, incoming webhooks (page not opened)"),
        new("MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs", "discord.com/developers, API reference (page not opened)"),
        new("0.48c78342-1635-48a6-accd-afbe01336365.C0tMmQqHnAp1h0gL8bngprlPOYutt0:B3h5D+YgLvFiQhWkIq6Bow==",
            "bitwarden.com/help, access tokens (page not opened)"),
        new("st.63e03c4a97cb4a747186c71e.ed5b46a34c078a8f94e8228f4ab0ff97.4f7f38034811995997d72badf44b42ec",
            "infisical.com/docs, service tokens (page not opened)"),
        new("AIzaSyabcdefghijklmnopqrstuvwxyz1234567", Firebase),
        new("AIzaSyAnLA7NfeLquW1tJFpx_eQCxoX-oo6YyIs", Firebase),
        new("AIzaSyCkEhVjf3pduRDt6d1yKOMitrUEke8agEM", Firebase),
        new("AIzaSyDMAScliyLx7F0NPDEJi1QmyCgHIAODrlU", Firebase),
        new("AIzaSyD3asb-2pEZVqMkmL6M9N6nHZRR_znhrh0", Firebase),
        new("AIzaSyAdOS2zB6NCsk1pCdZ4-P6GBdi_UUPwX7c", Firebase),
        new("AIzaSyASWm6HmTMdYWpgMnjRBjxcQ9CKctWmLd4", Firebase),
        new("AIzaSyANUvH9H9BsUccjsu2pCmEkOPjjaXeDQgY", Firebase),
        new("AIzaSyA5_iVawFQ8ABuTZNUdcwERLJv_a_p4wtM", Firebase),
        new("AIzaSyA4UrcGxgwQFTfaI3no3t7Lt1sjmdnP5sQ", Firebase),
        new("AIzaSyDSb51JiIcB6OJpwwMicseKRhhrOq1cS7g", Firebase),
        new("AIzaSyBF2RrAIm4a0mO64EShQfqfd2AFnzAvvuU", Firebase),
        new("AIzaSyBcE-OOIbhjyR83gm4r2MFCu4MJmprNXsw", Firebase),
        new("AIzaSyB8qGxt4ec15vitgn44duC5ucxaOi4FmqE", Firebase),
        new("AIzaSyA8vmApnrHNFE0bApF4hoZ11srVL_n0nvY", Firebase),
    ];
}

/// <summary>One key of a documentation.</summary>
/// <param name="Value">The key.</param>
/// <param name="Source">The page that prints it.</param>
public sealed record ExampleKey(string Value, string Source);
