using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SamHost.Telemetry;

/// <summary>Encrypted connections by the standard variables: a collector's own authorities, and a certificate of ours; each from a PEM file that may hold several.</summary>
/// <param name="authorities">Whom to trust; null for those of the system.</param>
/// <param name="own">Who we are; null where nobody asks.</param>
internal sealed class Tls(X509Certificate2Collection? authorities, SslStreamCertificateContext? own)
{
    /// <summary>Reads the files that the variables of a signal name.</summary>
    public static Tls Read(string signal, OtelVariables variables)
    {
        var (authority, certificate, key) = (variables.Own(signal, "CERTIFICATE"), variables.Own(signal, "CLIENT_CERTIFICATE"), variables.Own(signal, "CLIENT_KEY"));
        if (key is var (name, _) && certificate is null) variables.Problem(name, "a key needs its certificate; set OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE too.");
        var chain = Read(certificate, variables, Certificates);
        // A key that has no file of its own is in the certificate's.
        return new Tls(Read(authority, variables, Certificates), chain is null ? null : Read(key ?? certificate, variables, file => Own(certificate!.Value.Value, file, chain)));
    }

    /// <summary>Trusts and shows the certificates.</summary>
    public void ApplyTo(SslClientAuthenticationOptions options)
    {
        if (authorities is not null)
        {
            var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            trust.CustomTrustStore.AddRange(authorities);
            trust.ExtraStore.AddRange(authorities);
            options.CertificateChainPolicy = trust;
        }

        options.ClientCertificateContext = own;
    }

    // The first certificate is ours; those below it lead to an authority.
    private static SslStreamCertificateContext Own(string certificate, string key, X509Certificate2Collection chain) =>
        SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificate, key), chain, offline: true);

    private static X509Certificate2Collection Certificates(string path)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(path);
        return certificates.Count > 0 ? certificates : throw new CryptographicException($"there is no certificate in {path}");
    }

    private static T? Read<T>((string Name, string Value)? variable, OtelVariables variables, Func<string, T> read)
        where T : class
    {
        if (variable is not var (name, path)) return null;
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            variables.Problem(name, $"{e.Message.TrimEnd('.')}; name a PEM file.");
            return null;
        }
    }
}
