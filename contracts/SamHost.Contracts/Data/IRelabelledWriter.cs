using System.Text.Json.Nodes;

namespace SamHost.Contracts.Data;

/// <summary>
/// What a data set loader also is where it writes its data with other labels, in a form that it reads: <c>samhost suspects --out-data</c>.
/// </summary>
public interface IRelabelledWriter
{
    /// <summary>
    /// The endings of the files that it writes, such as <c>.csv</c>, in lower case: others are refused before anything is trained. Empty,
    /// the default: any.
    /// </summary>
    IReadOnlyList<string> WrittenEndings => [];

    /// <summary>Writes the source of the training examples as it stands, but for the labels that are others.</summary>
    /// <param name="request">Where to, and which labels.</param>
    /// <returns>The options that read what was written, to be laid over those of the data set; a value of null unsets an option.</returns>
    /// <exception cref="DataFileException">
    /// A file is missing or malformed, an example is not in it, or what is to be written is of a form that it cannot have.
    /// </exception>
    JsonObject WriteRelabelled(RelabelRequest request);
}
