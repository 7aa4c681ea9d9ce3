// Asks for a streamed answer with net/http, and passes it on as it comes. post URL
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

const body = `{"model":"claude-sonnet-4-5","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"hi"}]}`

func main() {
	answer, err := http.Post(os.Args[1], "application/json", strings.NewReader(body))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	io.Copy(os.Stdout, answer.Body)
}
