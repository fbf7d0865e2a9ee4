using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SamHost.Configuration;
using SamHost.Plugins.Loading;
using SamHost.Plugins.Trust;
using SamHost.TestSupport;

namespace SamHost.Plugins.Tests.Loading;

/// <summary>Lists of plugins that count only with a signature.</summary>
[Trait("Duration", "Long")]
public sealed class SignedListTests : IDisposable
{
    private readonly PluginFolder _folder = new("LeavesATrace");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SignedListTests()
    {
        WriteList(_folder.Pin("LeavesATrace"));
        Sign(_key);
        CodeTrace.Clear();
    }

    private string List => _folder.File(".allow.json");

    private string Signature => List + ".sig";

    private string PublicKey => Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo());

    public void Dispose()
    {
        _folder.Dispose();
        _key.Dispose();
    }

    [Theory]
    [InlineData(DSASignatureFormat.Rfc3279DerSequence, false)]
    [InlineData(DSASignatureFormat.Rfc3279DerSequence, true)]
    [InlineData(DSASignatureFormat.IeeeP1363FixedFieldConcatenation, false)]
    public void A_good_signature_allows_what_is_in_the_list_and_nothing_else(DSASignatureFormat format, bool isPem)
    {
        Sign(_key, format);
        _folder.Add("LateSam");

        var plugins = Load(isPem ? _key.ExportSubjectPublicKeyInfoPem() : PublicKey).Plugins;

        Assert.Equal(
            [("LateSam", PluginStatus.NotAllowed), ("LeavesATrace", PluginStatus.Active)],
            plugins.Select(plugin => (plugin.Plugin.Name, plugin.Status)));
        Assert.Contains($"not in the signed list {List};", plugins[0].Reason, StringComparison.Ordinal);
        Assert.True(CodeTrace.IsThere);
    }

    [Fact]
    public void A_changed_plugin_is_refused()
    {
        File.AppendAllText(_folder.File("LeavesATrace", "LeavesATrace.pdb"), "x");

        Assert.Equal(PluginStatus.NotAllowed, Assert.Single(Load(PublicKey).Plugins).Status);
        Assert.False(CodeTrace.IsThere);
    }

    [Fact]
    public void Any_changed_byte_of_the_list_or_of_its_signature_ends_the_program_before_any_code_runs()
    {
        foreach (var file in new[] { List, Signature })
        {
            var whole = File.ReadAllBytes(file);
            var step = Math.Max(1, whole.Length / TestScale.Of(60, int.MaxValue));
            for (var place = 0; place < whole.Length; place += step)
            {
                var changed = (byte[])whole.Clone();
                changed[place] ^= 1;
                File.WriteAllBytes(file, changed);
                AssertUnsigned(PublicKey, $"Plugins:SignedList: {Signature} is no signature of {List} by Plugins:PublicKey");
            }

            File.WriteAllBytes(file, whole);
        }

        Assert.Equal(PluginStatus.Active, Assert.Single(Load(PublicKey).Plugins).Status);
    }

    [Fact]
    public void Another_key_s_signature_and_a_missing_one_are_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Sign(other);
        AssertUnsigned(PublicKey, "is no signature of");
        foreach (var bytes in new byte[][] { [], "x"u8.ToArray(), new byte[64], new byte[1 << 20] })
        {
            File.WriteAllBytes(Signature, bytes);
            AssertUnsigned(PublicKey, "is no signature of");
        }

        File.Delete(Signature);
        AssertUnsigned(PublicKey, $"Plugins:SignedList: there is no file {Signature}; the signature belongs beside its list.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE")]
    [InlineData("P-384")]
    [InlineData("RSA")]
    [InlineData("private")]
    public void Only_a_public_key_on_the_curve_is_one(string key)
    {
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        var given = key switch
        {
            "P-384" => Convert.ToBase64String(larger.ExportSubjectPublicKeyInfo()),
            "RSA" => rsa.ExportSubjectPublicKeyInfoPem(),
            "private" => _key.ExportECPrivateKeyPem(),
            _ => key,
        };

        AssertUnsigned(given, "Plugins:PublicKey: this is ");
    }

    [Theory]
    [InlineData("{}", "Plugins:Allow: is required")]
    [InlineData("[]", "the file holds a list; expected an object")]
    [InlineData("{", "the file ends too early")]
    [InlineData("""{ "Plugins": { "Allow": null } }""", "Plugins:Allow: null is not allowed here")]
    [InlineData("""{ "Plugins": { "Allow": [], "Directories": ["/tmp"] } }""", "Plugins:Directories: unknown key; valid keys are Allow.")]
    public void A_signed_file_that_is_no_list_is_an_error(string text, string says)
    {
        File.WriteAllText(List, text);
        Sign(_key);

        AssertUnsigned(PublicKey, says);
    }

    [Fact]
    public void With_a_list_in_the_settings_too_a_plugin_must_be_in_both()
    {
        var pinned = _folder.Pin("LeavesATrace");
        var other = new AllowedPlugin { Name = pinned.Name, Files = pinned.Files.ToDictionary(file => file.Key, _ => new string('0', 64)) };

        Assert.Equal(PluginStatus.NotAllowed, Assert.Single(Load(PublicKey, [other]).Plugins).Status);
        Assert.Equal(PluginStatus.NotAllowed, Assert.Single(Load(PublicKey, []).Plugins).Status);
        WriteList(other);
        Sign(_key);
        Assert.Equal(PluginStatus.NotAllowed, Assert.Single(Load(PublicKey, [pinned]).Plugins).Status);
        Assert.False(CodeTrace.IsThere);
        WriteList(pinned);
        Sign(_key);
        Assert.Equal(PluginStatus.Active, Assert.Single(Load(PublicKey, [pinned]).Plugins).Status);
    }

    private PluginCatalog Load(string key, AllowedPlugin[]? allow = null) => _folder.Load(allow: allow, signedList: List, publicKey: key);

    private void AssertUnsigned(string key, string says)
    {
        var error = Assert.Throws<UserErrorException>(() => _folder.Load(signedList: List, publicKey: key));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains(says, Assert.Single(error.Problems), StringComparison.Ordinal);
        Assert.False(CodeTrace.IsThere);
    }

    private void WriteList(params AllowedPlugin[] plugins) =>
        File.WriteAllText(
            List, JsonSerializer.Serialize(new { Plugins = new { Allow = plugins.Select(plugin => new { plugin.Name, plugin.Files }) } }));

    private void Sign(ECDsa key, DSASignatureFormat format = DSASignatureFormat.Rfc3279DerSequence) =>
        File.WriteAllBytes(Signature, key.SignData(Encoding.UTF8.GetBytes(File.ReadAllText(List)), HashAlgorithmName.SHA256, format));
}
