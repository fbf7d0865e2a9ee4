namespace SamHost.Contracts.Plugins;

/// <summary>
/// A mistake of the user that only the component can see: two options that do not fit together, a data set that a model
/// cannot take. The host prints the message with the path of the component's settings, and no stack trace.
/// </summary>
public class ComponentException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and what would be right, in one sentence.</param>
    public ComponentException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception about one option.</summary>
    /// <param name="option">The option's name, such as <c>LabelColumn</c>.</param>
    /// <param name="message">What is wrong and what would be right, in one sentence.</param>
    public ComponentException(string option, string message)
        : base(message) => Option = option;

    /// <summary>Creates the exception with its cause.</summary>
    public ComponentException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The option that the message speaks of; null where it speaks of the component as a whole.</summary>
    public string? Option { get; }
}
