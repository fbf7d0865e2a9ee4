using SamHost.Plugins.Calls;

namespace SamHost.Training;

/// <summary>A part of a run that a plugin may have brought.</summary>
/// <param name="Part">The part.</param>
/// <param name="Title">What messages call it, such as <c>the loss 'x' of the plugin Y</c>; null where it is the host's own.</param>
public sealed record NamedPart<T>(T Part, string? Title = null)
{
    /// <summary>Calls the part; where it throws, the exception names it.</summary>
    /// <exception cref="ComponentFailedException">It is a plugin's, and threw.</exception>
    public TResult Call<TResult>(string name, Func<T, TResult> call) => Title is null ? call(Part)
        : PluginCall.Make(Title, name, () => call(Part));

    /// <summary>Calls the part; where it throws, the exception names it.</summary>
    /// <exception cref="ComponentFailedException">It is a plugin's, and threw.</exception>
    public void Call(string name, Action<T> call) => Call(name, part =>
    {
        call(part);
        return true;
    });
}
