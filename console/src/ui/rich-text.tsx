const link = /(https?:\/\/[^\s<>"'，。；、）】]+)/g

/** Text exactly as written, never as markup; addresses become links that open elsewhere. */
export function RichText({ text }: { text: string }) {
  const pieces = text.split(link)
  return (
    <div className="text">
      {pieces.map((piece, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a fixed text never move
          <a key={index} href={piece} target="_blank" rel="noreferrer noopener nofollow">
            {piece}
          </a>
        ) : (
          piece
        ),
      )}
    </div>
  )
}
