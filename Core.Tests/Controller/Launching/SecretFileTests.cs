using BotBottle.Controller.Definitions;

namespace BotBottle.Core.Tests.Controller.Launching;

[Parallelizable(ParallelScope.All)]
public sealed class SecretFileTests
{
    [TestCase("machine api.example.com login otter password horsestaple\n", "horsestaple")]
    [TestCase("machine api.example.com\n  login otter\n  password hunter2hunter2\n", "hunter2hunter2")]
    [TestCase("//registry.example/:_authToken=npm_0123456789abcdef\n", "npm_0123456789abcdef")]
    [TestCase("TOKEN=abcdefgh\n", "abcdefgh")]
    [TestCase("export API_KEY='0123456789ab-cdef'\n", "0123456789ab-cdef")]
    [TestCase("{\"client_id\": \"app\", \"client_secret\": \"s3cr3t-of-the-app\"}", "s3cr3t-of-the-app")]
    [TestCase("password: correct-horse\n", "correct-horse")]
    [TestCase("AQIDBAUGBwgJCgsMDQ4PEA==\n", "AQIDBAUGBwgJCgsMDQ4PEA==")]
    [TestCase("-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END KEY-----\n", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC")]
    public void Values_of_every_format_are_found(string text, string value) =>
        Assert.That(SecretFile.Read("~/file", text).Select(secret => secret.Value), Is.EqualTo(new[] { value }));

    [TestCase("")]
    [TestCase("machine api.example.com login otter\n")]
    [TestCase("registry=https://registry.example.com/path1\n")]
    [TestCase("save-exact=true\nengine-strict=true\n")]
    [TestCase("token=short\n")]
    public void Other_texts_are_not_found(string text) => Assert.That(SecretFile.Read("~/file", text), Is.Empty);

    [Test]
    public void The_name_of_a_value_contains_file_and_line() =>
        Assert.That(SecretFile.Read("~/.netrc", "\nmachine x\npassword abcdefgh1").Single().Name, Is.EqualTo("~/.netrc:3"));
}
