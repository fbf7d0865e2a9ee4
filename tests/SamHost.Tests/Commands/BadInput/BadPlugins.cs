using System.Security.Cryptography;
using System.Text.Json;
using SamHost.Configuration;
using static SamHost.Tests.Commands.BadInput.BadInputCase;

namespace SamHost.Tests.Commands.BadInput;

/// <summary>Plugin folders that are wrong, and plugins that a study needs and that were refused: exit code 3.</summary>
internal static class BadPlugins
{
    // Good and broken ones together: only what is needed matters.
    private static readonly string Directories = "Plugins:Directories=" + JsonSerializer.Serialize(
        new[] { Path.Combine(AppContext.BaseDirectory, "plugins"), Path.Combine(AppContext.BaseDirectory, "test-plugins") });

    private static readonly string Key = Convert.ToBase64String(ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportSubjectPublicKeyInfo());

    public static readonly BadInputCase[] Cases =
    [
        Set("a plugin directory that is not there", ["Plugins:Directories=nowhere"], "Plugins:Directories:0: there is no folder ",
            "/nowhere; create it or remove the entry."),
        Set("an empty plugin directory entry", ["Plugins:Directories=[\"\"]"], "Plugins:Directories:0: the entry is empty"),
        Set("a plugin directory with a null character", ["""Plugins:Directories=["a\u0000b"]"""],
            "Plugins:Directories:0: the entry is empty or holds a null character"),
        Set("a disabled plugin that is none", ["Plugins:Disabled=Optimizer.Sdg"],
            "Plugins:Disabled:0: there is no plugin 'Optimizer.Sdg'; did you mean Optimizer.Sgd?"),
        Set("a hash that is none", ["""Plugins:Allow=[{"Name":"x","Files":{"x.dll":"12"}}]"""],
            "Plugins:Allow:0:Files:x.dll: A SHA-256 has 64 hexadecimal digits"),
        Set("an allowed plugin without its files", ["""Plugins:Allow=[{"Name":"x"}]"""],
            "Plugins:Allow:0:Files: is required; give an object { ... }, each value text."),
        Set("a signed list without a key", ["Plugins:SignedList=allow.json"], "Plugins:SignedList: a signed list needs Plugins:PublicKey"),
        Set("a key without a signed list", ["Plugins:PublicKey=MFkw"],
            "Plugins:PublicKey: a key alone allows and refuses nothing; give Plugins:SignedList"),
        Set("a key that is none", ["Plugins:SignedList=allow.json", "Plugins:PublicKey=MFkw"],
            "Plugins:PublicKey: this is no public ECDSA key on the curve P-256"),
        Set("a signed list that is not there", ["Plugins:SignedList=allow.json", $"Plugins:PublicKey={Key}"],
            "Plugins:SignedList: there is no file allow.json; 'samhost plugins pin --sign KEY.pem --out allow.json' writes it."),
        Refused("a component of a disabled plugin", ["Plugins:Disabled=Optimizer.Sgd"],
            "the optimizer 'sgd' comes from a plugin that is not active: Optimizer.Sgd (Disabled)", "Plugins:Disabled"),
        Refused("components of plugins that are not allowed", ["Plugins:Allow=[]"], "Optimizer.Sgd (NotAllowed)",
            "add what 'samhost plugins pin --only Optimizer.Sgd' prints") with { Lines = 7 },
        Refused("a component of a plugin that throws", [Directories, "Study:Noise:Name=thrown"],
            "Study:Noise:Name: the noise model 'thrown' comes from a plugin that is not active: ThrowsWhileRegistering "
                + "(ThrewWhileRegistering)"),
        Refused("a component of a plugin with a missing dependency", [Directories, "Study:Noise:Name=missing-dependency"],
            "MissingDependency (MissingDependency)"),
        Refused("a component of a plugin built against newer contracts", [Directories, "Study:Noise:Name=newer-contracts"],
            "NewerContracts (IncompatibleContractVersion)"),
        Refused("a component of a plugin with its own contracts", [Directories, "Study:Noise:Name=forgot-private"],
            "ForgotPrivate (BringsItsOwnContracts)", "Private=\"false\""),
        Refused("a component of a plugin that hides it", [Directories, "Study:Noise:Name=hidden"], "NoRegistration (NoRegistrationClass)"),
    ];

    private static BadInputCase Refused(string name, string[] assignments, params string[] says) =>
        Set(name, assignments, says) with { Exit = ExitCode.PluginRefused };
}
