namespace SamHost.Plugins.Components;

/// <summary>What messages call the kinds of component.</summary>
public static class ComponentNouns
{
    /// <summary>Such as <c>base rule</c>.</summary>
    public static string Noun(this ComponentKind kind) => kind switch
    {
        ComponentKind.Dataset => "data set",
        ComponentKind.Noise => "noise model",
        ComponentKind.BaseRule => "base rule",
        ComponentKind.SuspectScore => "suspect score",
        ComponentKind.GradientRule => "gradient rule",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Such as <c>base rules</c>.</summary>
    public static string Plural(this ComponentKind kind) => kind == ComponentKind.Loss ? "losses" : $"{kind.Noun()}s";
}
