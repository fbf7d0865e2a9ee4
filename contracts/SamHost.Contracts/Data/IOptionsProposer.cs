namespace SamHost.Contracts.Data;

/// <summary>
/// What a data set loader also is where it can look at files that nobody has described, and say how it would read them: <c>samhost
/// new</c>. It is then created with its default options, which are not validated.
/// </summary>
public interface IOptionsProposer
{
    /// <summary>Looks at a file or folder.</summary>
    /// <param name="request">What to look at.</param>
    /// <returns>The options; null where it is nothing that this loader reads.</returns>
    /// <exception cref="DataFileException">It is, and it is malformed.</exception>
    OptionsProposal? Propose(ProposalRequest request);
}
